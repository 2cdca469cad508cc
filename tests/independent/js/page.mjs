// Opens the ready page of a folder in headless Chromium, drops each photo on it, and prints what it shows.
//
// Usage: node page.mjs FOLDER PHOTO ... [--screenshots DIR]
// Prints JSON: answers (label, score of each class, best first), how many classes it shows of a test camera, errors of the page,
// requests that went elsewhere (refused).
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve, withBrowser } from './lib/browser.mjs';

const { values: { screenshots }, positionals: [folder, ...photos] } =
  parseArgs({ allowPositionals: true, options: { screenshots: { type: 'string' } } });
const LOOKS = [
  { name: 'desktop', viewport: { width: 1280, height: 800 }, locale: 'en-US', colorScheme: 'light' },
  { name: 'phone', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, locale: 'zh-CN', colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, locale: 'en-US', colorScheme: 'dark' },
];

/** Drops a file on the page as a hand would: a DataTransfer with the file in it. */
async function drop(page, photo) {
  const type = { png: 'image/png', webp: 'image/webp', gif: 'image/gif' }[photo.split('.').pop().toLowerCase()] ?? 'image/jpeg';
  const transfer = await page.evaluateHandle(async ([bytes, name, type]) => {
    const blob = await (await fetch(`data:${type};base64,${bytes}`)).blob();
    const data = new DataTransfer();
    data.items.add(new File([blob], name, { type }));
    return data;
  }, [readFileSync(photo).toString('base64'), basename(photo), type]);
  await page.evaluate(() => document.getElementById('scores').replaceChildren());
  await page.dispatchEvent('#stage', 'drop', { dataTransfer: transfer });
  await page.waitForSelector('#scores li, #status.error');
}

async function open(context, url, errors) {
  const page = await context.newPage();
  page.on('pageerror', e => errors.push(e.message));
  page.on('console', m => m.type() === 'error' && errors.push(m.text()));
  page.on('response', r => r.status() >= 400 && errors.push(`${r.status()} ${r.url()}`));
  await page.goto(url);
  await page.waitForSelector('#file:enabled, #status.error');
  return page;
}

const server = await serve({ '/page/': folder });
const result = { answers: [], errors: [], refused: [] };
try {
  await withBrowser(async context => {
    const page = await open(context, server.url + '/page/', result.errors);
    result.backend = await page.evaluate(() => globalThis.tf?.getBackend());
    result.browser = context.browser()?.version();
    for (const photo of photos) {
      await drop(page, photo);
      if (await page.isVisible('#all') && await page.locator('#scores li').count() === 5) {
        await page.click('#all');
      }
      const scores = await page.$$eval('#scores li', items => items.map(
        i => ({ label: i.querySelector('.label').textContent, score: Number(i.dataset.score) })));
      result.answers.push({ photo, scores, status: await page.textContent('#status') });
    }
    await page.click('#camera-button');
    await page.evaluate(() => document.getElementById('scores').replaceChildren());
    await page.waitForSelector('#scores li, #status.error');
    result.camera = { classes: await page.locator('#scores li').count(), status: await page.textContent('#status') };
    await page.click('#camera-button');
    result.refused = context.refused ?? [];
  }, { args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });
  for (const { name, ...look } of screenshots ? LOOKS : []) {
    await withBrowser(async context => {
      const page = await open(context, server.url + '/page/', result.errors);
      await page.screenshot({ path: join(screenshots, `${name}-empty.png`) });
      await drop(page, photos[0]);
      await page.waitForFunction(() => document.getElementById('photo').complete);
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    }, { context: look });
  }
} finally {
  await server.close();
}
console.log(JSON.stringify(result, null, 1));
