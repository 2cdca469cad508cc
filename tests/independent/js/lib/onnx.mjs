// ONNX models with ONNX Runtime Web: the runtime compiled to WebAssembly, in node.
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** Scores of photos [N, H, W, 3], one at a time; a model that takes [N, 3, H, W] gets them so (or they are so already). */
export async function runOnnx(file, inputs, row) {
  const session = await ort.InferenceSession.create(readFileSync(file), { logSeverityLevel: 3 });
  const { name, shape } = session.inputMetadata[0];
  const [, ...size] = inputs.shape;
  const turns = shape[1] === 3 && size[2] === 3;
  const scores = [];
  for (let i = 0; i < inputs.shape[0]; i++) {
    const pixels = row(inputs, i);
    const tensor = turns
      ? new ort.Tensor('float32', planes(pixels), [1, 3, size[0], size[1]])
      : new ort.Tensor('float32', pixels, [1, ...size]);
    const answer = await session.run({ [name]: tensor });
    scores.push([...answer[session.outputNames[0]].data]);
  }
  await session.release();
  return scores;
}

function planes(pixels) {
  const count = pixels.length / 3;
  return Float32Array.from({ length: pixels.length }, (_, i) => pixels[i % count * 3 + Math.floor(i / count)]);
}
