// Each folder below FOLDER holds a model.tflite and case.json: inputs, what must come out, and how far off it may be.
// Computes them with LiteRT.js in Chromium and names every difference.
//
// Usage: node tflite-operators.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { serve, withBrowser } from './lib/browser.mjs';
import { openLiteRt } from './lib/litert.mjs';

const folder = process.argv[2];
const names = readdirSync(folder).sort();
const server = await serve({ '/model/': folder });
const faults = [];
await withBrowser(async context => {
  const page = await openLiteRt(context, server);
  for (const name of names) {
    const { inputs, expected, tolerance } = JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8'));
    try {
      const found = await page.evaluate(compute, ['/model/' + name + '/model.tflite', inputs]);
      for (const [i, want] of expected.entries()) {
        const far = want.values.length === found[i].length
          ? want.values.map((v, j) => Math.abs(v - found[i][j]) / Math.max(1, Math.abs(v))).reduce((a, b) => Math.max(a, b), 0)
          : Infinity;
        if (!(far <= tolerance)) {
          faults.push(`${name}, output ${i}: off by ${far}; ${found[i].slice(0, 6)} instead of ${want.values.slice(0, 6)}`);
        }
      }
    } catch (e) {
      faults.push(`${name}: ${e.message.split('\n')[0]}`);
    }
  }
});
await server.close();
console.log(`${names.length} cases, ${faults.length} faults`);
faults.forEach(f => console.log(f));
process.exit(faults.length ? 1 : 0);

/** Runs in the page. */
async function compute([url, inputs]) {
  const model = await window.litert.loadAndCompile(url, { accelerator: 'wasm' });
  const kinds = { Float32: Float32Array, Int32: Int32Array, UInt8: Uint8Array };
  const tensors = inputs.map(i => new window.litert.Tensor(kinds[i.type].from(i.values), i.shape));
  const answers = await model.run(tensors);
  const numbers = answers.map(a => [...a.toTypedArray()].map(Number));
  [...tensors, ...answers].forEach(t => t.delete());
  model.delete?.();
  return numbers;
}
