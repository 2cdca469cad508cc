// Headless Chromium with a web server of this process: for runtimes that live in browsers only, and for the ready page.
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const MODULES = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules');
const PROGRAMS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.jpg': 'image/jpeg', '.png': 'image/png',
};

/**
 * Serves folders under prefixes ({ '/page/': '/some/folder' }) and bytes under paths ({ '/inputs': buffer }) at 127.0.0.1 only.
 * '/modules/' are the npm packages, '/blank' is an empty page.
 */
export async function serve(folders, files = {}) {
  const places = { '/modules/': MODULES, ...folders };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    if (path === '/blank') {
      response.setHeader('Content-Type', TYPES['.html']);
      response.end('<!doctype html><title>blank</title>');
      return;
    }
    if (files[path]) {
      response.end(files[path]);
      return;
    }
    const prefix = Object.keys(places).find(p => path.startsWith(p));
    const rest = prefix && normalize(path.slice(prefix.length) || 'index.html');
    const file = prefix && join(places[prefix], rest);
    if (!prefix || rest.startsWith('..') || !existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => new Promise(resolve => server.close(resolve)) };
}

/** Opens Chromium with a fresh profile, calls work(context), and closes it. No request leaves this machine. */
export async function withBrowser(work, options = {}) {
  const executablePath = PROGRAMS.find(p => p && existsSync(p));
  if (!executablePath) throw new Error("Chromium is not installed: 'apt-get install chromium', or name it in CHROMIUM");
  const profile = mkdtempSync(join(tmpdir(), 'retrain-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', ...options.args ?? [],
    ],
    ...options.context,
  });
  try {
    await context.route(url => url.hostname !== '127.0.0.1', route => {
      context.refused = [...context.refused ?? [], route.request().url()];
      return route.abort();
    });
    return await work(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
