// Labels photos in node with a model of Retrain: model.onnx (ONNX Runtime) or a tfjs folder's model.json (TensorFlow.js).
//
//   npm install                                    # in this folder
//   node label-image.mjs model.onnx PHOTO ...
//   node label-image.mjs tfjs/model.json PHOTO ...
//
// retrain-preprocess.js lies beside every exported page too: a program of yours takes it from there.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import sharp from 'sharp';
import { preprocess, ranked, readRecord } from '../../src/Retrain/Exports/Web/retrain-preprocess.js';

const [file, ...photos] = process.argv.slice(2);
if (photos.length === 0) {
  console.error('Usage: node label-image.mjs MODEL.onnx|model.json PHOTO ...');
  process.exit(2);
}
const model = file.endsWith('.onnx') ? await loadOnnx(file) : await loadTfjs(file);
for (const photo of photos) {
  const values = preprocess(await read(photo, model.record), { ...model.record.preprocessing, layout: model.layout });
  console.log(photo);
  for (const { label, score } of ranked(model.record.labels, await model.run(values)).slice(0, 5)) {
    console.log(`  ${label} ${score.toFixed(5)}`);
  }
}

/** Pixels of a photo, upright, with their alpha. */
async function read(path, { preprocessing }) {
  const image = sharp(path, { ignoreIcc: true });   // pixels as they are stored, as in training
  const { format } = await image.metadata();
  const { data, info } = await (preprocessing.compat ? image : image.rotate()).toColourspace('srgb').ensureAlpha().raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4, isJpeg: format === 'jpeg' };
}

async function loadOnnx(path) {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = 1;
  const bytes = readFileSync(path);
  const record = readRecord(metadataOf(bytes, 'retrain'));
  const { width, height, layout } = record.preprocessing;
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const shape = layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3];
  return {
    record,
    layout,
    run: async values => {
      const answer = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', values, shape) });
      return answer[record.final_tensor_name].data;
    },
  };
}

/** A metadata property of an ONNX file, which ONNX Runtime keeps to itself in JavaScript: field 14 of the file's protobuf. */
function metadataOf(bytes, key) {
  for (const [number, property] of fields(bytes)) {
    if (number === 14) {
      const pair = Object.fromEntries([...fields(property)].map(([n, text]) => [n, text.toString('utf8')]));
      if (pair[1] === key) return pair[2];
    }
  }
  return null;
}

function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0, factor = 1, byte;
    do {
      byte = bytes[at++];
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte > 127);
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const kind = tag % 8;
    const length = kind === 2 ? varint() : kind === 5 ? 4 : kind === 1 ? 8 : 0;
    if (kind === 0) varint();
    yield [Math.floor(tag / 8), bytes.subarray(at, at + length)];
    at += length;
  }
}

async function loadTfjs(path) {
  const tf = await import('@tensorflow/tfjs-core');
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const library = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(library), 'dist') + sep);
  await tf.setBackend('wasm');
  const json = JSON.parse(readFileSync(path, 'utf8'));
  const weights = async groups => {
    const all = Buffer.concat(groups.flatMap(g => g.paths).map(p => readFileSync(join(dirname(path), p))));
    return [groups.flatMap(g => g.weights), all.buffer.slice(all.byteOffset, all.byteOffset + all.length)];
  };
  const model = await loadGraphModel({ load: () => tf.io.getModelArtifactsForJSON(json, weights) });
  const record = readRecord(json.userDefinedMetadata?.retrain);
  const { width, height } = record.preprocessing;
  return {
    record,
    layout: 'nhwc',
    run: values => tf.tidy(() => model.predict(tf.tensor(values, [1, height, width, 3]))).data(),
  };
}
