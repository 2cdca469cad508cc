// Each folder below FOLDER holds a model.json of one operator and case.json: inputs and what must come out.
// Computes them with TensorFlow.js, its JavaScript and its WebAssembly backend, and names every difference.
//
// Usage: node operators.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadTfjs, tf } from './lib/tfjs.mjs';

const TOLERANCE = 2e-6;   // of the value, never less than of 1: float32 in another order
const folder = process.argv[2];
const names = readdirSync(folder).sort();
const faults = [];
for (const backend of ['cpu', 'wasm']) {
  await tf.setBackend(backend);
  await tf.ready();
  for (const name of names) {
    const { inputs, expected } = JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8'));
    try {
      const model = await loadTfjs(join(folder, name, 'model.json'));
      const feeds = Object.fromEntries(Object.entries(inputs).map(([key, t]) => [key, tf.tensor(t.values, t.shape, t.dtype)]));
      const wanted = Object.keys(expected);
      const found = model.execute(feeds, wanted);
      for (const [i, key] of wanted.entries()) {
        const got = Array.isArray(found) ? found[i] : found;
        const want = expected[key];
        const values = await got.data();
        const far = want.values.map((v, j) => Math.abs(v - values[j]) / Math.max(1, Math.abs(v))).reduce((a, b) => Math.max(a, b), 0);
        if (got.dtype !== want.dtype || got.shape.join() !== want.shape.join() || !(far <= TOLERANCE)) {
          faults.push(`${name} ${key} (${backend}): ${got.dtype} [${got.shape}] instead of ${want.dtype} [${want.shape}], off by ${far}`);
        }
      }
    } catch (e) {
      faults.push(`${name} (${backend}): ${e.message.split('\n')[0]}`);
    }
  }
}
console.log(`${names.length} cases with cpu and wasm, ${faults.length} faults`);
faults.forEach(f => console.log(f));
process.exit(faults.length ? 1 : 0);
