// TensorFlow.js graph models in node, on its WebAssembly backend or on the plain JavaScript one.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as converter from '@tensorflow/tfjs-converter';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const wasmFolder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
setWasmPaths(join(wasmFolder, 'dist') + sep);

export { tf };

export async function loadTfjs(file) {
  const json = JSON.parse(readFileSync(file, 'utf8'));
  const weights = specs => {
    const files = specs.flatMap(g => g.paths).map(p => readFileSync(join(dirname(file), p)));
    const all = Buffer.concat(files);
    return Promise.resolve([specs.flatMap(g => g.weights), all.buffer.slice(all.byteOffset, all.byteOffset + all.length)]);
  };
  return converter.loadGraphModel({ load: () => tf.io.getModelArtifactsForJSON(json, weights) });
}

/** Scores of photos [N, H, W, 3], one at a time. */
export async function runTfjs(file, inputs, row, backend = 'wasm') {
  await tf.setBackend(backend);
  await tf.ready();
  const model = await loadTfjs(file);
  const scores = [];
  for (let i = 0; i < inputs.shape[0]; i++) {
    const answer = tf.tidy(() => model.predict(tf.tensor(row(inputs, i), [1, ...inputs.shape.slice(1)], 'float32')));
    scores.push([...await answer.data()]);
    answer.dispose();
  }
  return scores;
}
