// Shows that these checks themselves are right: runs recorded models, whose answers are known, and prints the differences.
//
// Usage: node fixtures.mjs FIXTURES     the folder with tflite, tfjs and onnx (shared/fixtures beside the project)
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runLiteRt } from './lib/litert.mjs';
import { readNpy, row } from './lib/npy.mjs';
import { runOnnx } from './lib/onnx.mjs';
import { runTfjs } from './lib/tfjs.mjs';
import { dequantize, readTflite } from './lib/tflite-file.mjs';

// Formats other than that of models, and models that these scripts do not feed: several inputs or outputs, text, layers models.
const CASES = [
  ['tfjs', /^graph_/, 'model.json', runTfjs],
  ['tflite', /^(float|int|uint8_(io|legacy|metadata)|teachable|dynamic)/, 'model.tflite', runLiteRt],
  ['onnx', /^(conv|dino|efficientnet|resnet_(dynamo|opset|fp16)|tf2onnx|vit)/, null, runOnnx],
];

const print = console.log;
console.log = console.info = console.warn = () => {};
let faults = 0;
for (const [kind, names, file, run] of CASES) {
  const root = join(process.argv[2], kind);
  for (const name of readdirSync(root).filter(n => names.test(n))) {
    const folder = join(root, name);
    const model = join(folder, file ?? readdirSync(folder).find(f => f.endsWith('.onnx')));
    const meta = JSON.parse(readFileSync(join(folder, 'meta.json')));
    const recorded = Object.values(meta.expected ?? {})[0];
    try {
      const inputs = readNpy(join(folder, 'input.npy'));
      const expected = readNpy(join(folder, recorded?.file && existsSync(join(folder, recorded.file)) ? recorded.file : 'expected.npy'));
      const output = kind === 'tflite' ? readTflite(model).output : { type: 'float32', scale: 1 };
      const wanted = dequantize([...expected.data].map(Number), output);
      const scores = (await run(model, inputs, row)).flat();
      const far = Math.max(...wanted.map((v, i) => Math.abs(v - scores[i])));
      // Whole numbers: the recorded tolerance counts steps.
      const tolerance = (recorded?.tolerance_abs ?? meta.tolerance_abs ?? 1e-5) * (output.type === 'float32' ? 1 : output.scale);
      faults += far <= tolerance ? 0 : 1;
      const verdict = far <= tolerance ? 'ok   ' : 'FAULT';
      print(`${verdict} ${kind}/${name}: ${far.toExponential(1)}, recorded tolerance ${tolerance.toPrecision(2)}`);
    } catch (e) {
      print(`none  ${kind}/${name}: ${e.message.split('\n')[0].slice(0, 160)}`);
    }
  }
}
print(`${faults} faults`);
process.exit(faults ? 1 : 0);
