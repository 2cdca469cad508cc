// The model of this folder, and photos as it wants them.
/* global tf */
import { preprocess, ranked, readRecord, viewsOf } from './retrain-preprocess.js';

// Rows of a photo that are drawn at a time: phones limit the size of a canvas to less than their cameras' photos.
const STRIPE = 256;

/**
 * Loads model.json. WebAssembly computes in float32 on every device, as training did; graphics chips of phones would compute in half
 * floats and answer otherwise. Plain JavaScript, slower by far, is for browsers and operators that have nothing else.
 */
export async function loadClassifier() {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  tf.wasm.setWasmPaths('libraries/');
  let fault;
  for (const backend of ['wasm', 'cpu']) {
    try {
      if (await tf.setBackend(backend)) {
        return await load();
      }
    } catch (e) {
      fault ??= e;
    }
  }
  throw fault ?? new Error('WebAssembly is not available');
}

async function load() {
  const model = await tf.loadGraphModel(new URL('model.json', document.baseURI).href);
  const record = readRecord(model.metadata?.retrain);
  const classify = async photo => {
    const answer = tf.tidy(() => {
      const feeds = viewsOf(record).map(({ input, preprocessing }) => {
        const values = preprocess(photo, { ...preprocessing, layout: 'nhwc' });
        return [input ?? model.inputs[0].name, tf.tensor(values, [1, preprocessing.height, preprocessing.width, 3])];
      });
      return model.predict(Object.fromEntries(feeds));
    });
    const scores = await answer.data();
    answer.dispose();
    return ranked(record.labels, scores);
  };
  // The first run compiles; it also shows whether this backend has every operator.
  await classify({ data: new Uint8Array(3), width: 1, height: 1, channels: 3 });
  return { record, classify };
}

/** A file's pixels, upright. Throws for what the browser cannot read. */
export async function readPhoto(file, record) {
  const bitmap = await createImageBitmap(file, {
    imageOrientation: record.preprocessing.compat ? 'none' : 'from-image', colorSpaceConversion: 'none', premultiplyAlpha: 'none',
  });
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const photo = pixelsOf(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return { ...photo, isJpeg: head[0] === 0xff && head[1] === 0xd8 };
}

/** The pixels of a bitmap, or of a video's picture of now. */
export function pixelsOf(source, width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = Math.min(height, STRIPE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += STRIPE) {
    const rows = Math.min(STRIPE, height - y);
    context.clearRect(0, 0, width, rows);
    context.drawImage(source, 0, y, width, rows, 0, 0, width, rows);
    data.set(context.getImageData(0, 0, width, rows).data, y * width * 4);
  }
  return { data, width, height, channels: 4 };
}
