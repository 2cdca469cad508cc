// Photos to inputs: decoded by Chromium, prepared by the module of an exported page, as the model's own record says.
//
// Usage: node prepare.mjs TFJS_FOLDER OUT.npy PHOTO ... [--pictures DIR]
// OUT.npy gets [N, H, W, 3] float32. --pictures: the same as PNG files of the input's size, rounded to bytes, for runtimes that take
// pictures only.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve, withBrowser } from './lib/browser.mjs';
import { writeNpy } from './lib/npy.mjs';

const { values: { pictures }, positionals: [folder, out, ...photos] } =
  parseArgs({ allowPositionals: true, options: { pictures: { type: 'string' } } });
const server = await serve({ '/page/': folder });
try {
  await withBrowser(async context => {
    const page = await context.newPage();
    await page.goto(server.url + '/blank');
    const { width, height } = await page.evaluate(async () => {
      window.rules = await import('/page/retrain-preprocess.js');
      window.files = await import('/page/classifier.js');
      const model = await (await fetch('/page/model.json')).json();
      window.record = window.rules.readRecord(model.userDefinedMetadata.retrain);
      return window.record.preprocessing;
    });
    const all = new Float32Array(photos.length * height * width * 3);
    for (const [i, photo] of photos.entries()) {
      const { values, picture } = await page.evaluate(async ([bytes, draws]) => {
        const file = await (await fetch(`data:application/octet-stream;base64,${bytes}`)).blob();
        const p = window.record.preprocessing;
        const values = window.rules.preprocess(await window.files.readPhoto(file, window.record), { ...p, layout: 'nhwc' });
        const base64 = array => {
          let text = '';
          for (let at = 0; at < array.length; at += 32768) text += String.fromCharCode(...array.subarray(at, at + 32768));
          return btoa(text);
        };
        let picture;
        if (draws) {
          const image = new ImageData(p.width, p.height);
          for (let from = 0, to = 0; from < values.length; to += 4) {
            for (let c = 0; c < 3; c++) {
              image.data[to + c] = Math.round((values[from++] - p.range_low) / (p.range_high - p.range_low) * 255);
            }
            image.data[to + 3] = 255;
          }
          const canvas = new OffscreenCanvas(p.width, p.height);
          canvas.getContext('2d', { willReadFrequently: true }).putImageData(image, 0, 0);
          picture = base64(new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer()));
        }
        return { values: base64(new Uint8Array(values.buffer)), picture };
      }, [readFileSync(photo).toString('base64'), Boolean(pictures)]);
      const bytes = Buffer.from(values, 'base64');
      all.set(new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)), i * height * width * 3);
      if (pictures) {
        writeFileSync(join(pictures, `${String(i).padStart(3, '0')}.png`), Buffer.from(picture, 'base64'));
      }
    }
    writeNpy(out, [photos.length, height, width, 3], all);
  });
} finally {
  await server.close();
}
