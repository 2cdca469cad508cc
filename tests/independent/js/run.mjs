// Runs a model with a runtime that is not ours and prints its scores as JSON: { runtime, version, scores: [[...], ...] }.
//
// Usage: node run.mjs MODEL INPUTS.npy [--runtime NAME]
//        node run.mjs MODEL.tflite FOLDER --runtime mediapipe     FOLDER holds pictures; labels come with the scores
//
// INPUTS.npy: photos [N, H, W, 3] as the network takes them, float32 (whole numbers for a model of such: as they are).
// Runtimes: tfjs-wasm (model.json, the default there), tfjs-cpu, litert (.tflite), mediapipe (.tflite), onnxruntime-web (.onnx).
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { readNpy, row } from './lib/npy.mjs';

const RUNTIMES = {
  'tfjs-wasm': ['@tensorflow/tfjs-converter', async inputs => (await import('./lib/tfjs.mjs')).runTfjs(model, inputs, row, 'wasm')],
  'tfjs-cpu': ['@tensorflow/tfjs-converter', async inputs => (await import('./lib/tfjs.mjs')).runTfjs(model, inputs, row, 'cpu')],
  litert: ['@litertjs/core', async inputs => (await import('./lib/litert.mjs')).runLiteRt(model, inputs, row)],
  'onnxruntime-web': ['onnxruntime-web', async inputs => (await import('./lib/onnx.mjs')).runOnnx(model, inputs, row)],
  mediapipe: ['@mediapipe/tasks-vision', async pictures => (await import('./lib/mediapipe.mjs')).classifyWithMediaPipe(model, pictures)],
};
const BY_EXTENSION = { json: 'tfjs-wasm', tflite: 'litert', onnx: 'onnxruntime-web' };

const { values, positionals: [model, source] } = parseArgs({ allowPositionals: true, options: { runtime: { type: 'string' } } });
const runtime = values.runtime ?? BY_EXTENSION[model.split('.').pop()];
if (!RUNTIMES[runtime]) {
  console.error(`No runtime '${runtime}' for ${model}: one of ${Object.keys(RUNTIMES).join(', ')}`);
  process.exit(2);
}

// What the packages print goes to standard error: standard output is the answer.
console.log = console.info = console.warn = console.error;
const [name, run] = RUNTIMES[runtime];
const input = runtime === 'mediapipe' ? readdirSync(source).sort().map(f => join(source, f)) : readNpy(source);
const scores = await run(input);
process.stdout.write(JSON.stringify({ runtime, package: name, version: versionOf(name), scores }) + '\n', () => process.exit(0));

function versionOf(name) {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'node_modules', name);
  return JSON.parse(readFileSync(join(folder, 'package.json'))).version;
}
