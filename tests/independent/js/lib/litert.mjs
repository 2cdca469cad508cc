// TensorFlow Lite models with LiteRT.js, Google's own runtime compiled to WebAssembly. It asks for a browser.
import { basename, dirname } from 'node:path';
import { serve, withBrowser } from './browser.mjs';
import { dequantize, quantize, readTflite } from './tflite-file.mjs';

/** A page of a browser with LiteRT.js in `window.litert`. */
export async function openLiteRt(context, server) {
  const page = await context.newPage();
  await page.goto(server.url + '/blank');
  await page.evaluate(() => {
    const map = document.createElement('script');
    map.type = 'importmap';
    map.textContent = JSON.stringify({
      imports: {
        '@litertjs/core': '/modules/@litertjs/core/dist/index.js',
        '@litertjs/wasm-utils': '/modules/@litertjs/wasm-utils/dist/index.js',
      },
    });
    document.head.append(map);
  });
  await page.evaluate(async () => {
    window.litert = await import('@litertjs/core');
    await window.litert.loadLiteRt('/modules/@litertjs/core/wasm/');
  });
  return page;
}

/** Scores of photos, one at a time, as real numbers. */
export async function runLiteRt(file, inputs, row) {
  const { input, output } = readTflite(file);
  const photos = Array.from({ length: inputs.shape[0] }, (_, i) => quantize(row(inputs, i), input));
  const bytes = Buffer.concat(photos.map(p => Buffer.from(p.buffer, p.byteOffset, p.byteLength)));
  const server = await serve({ '/model/': dirname(file) }, { '/inputs': bytes });
  try {
    return await withBrowser(async context => {
      const page = await openLiteRt(context, server);
      await page.evaluate(async url => {
        window.model = await window.litert.loadAndCompile(url, { accelerator: 'wasm' });
      }, '/model/' + encodeURIComponent(basename(file)));
      const rows = await page.evaluate(async ([type, shape, count]) => {
        const Kind = { float32: Float32Array, uint8: Uint8Array, int8: Int8Array }[type];
        const all = new Kind(await (await fetch('/inputs')).arrayBuffer());
        const rows = [];
        for (let i = 0; i < count; i++) {
          const tensor = new window.litert.Tensor(all.slice(i * all.length / count, (i + 1) * all.length / count), shape);
          const [answer] = await window.model.run([tensor]);
          rows.push([...answer.toTypedArray()]);
          answer.delete();
          tensor.delete();
        }
        return rows;
      }, [input.type, [1, ...inputs.shape.slice(1)], photos.length]);
      return rows.map(values => dequantize(values, output));
    });
  } finally {
    await server.close();
  }
}
