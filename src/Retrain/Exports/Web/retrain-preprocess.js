// Photos to a network's input, by the rules that a model's own record names. One module for the page, for node and for tests: no
// dependencies, nothing of a browser. Every step is rounded to float32, so that the numbers are those that the model was trained with.

/**
 * The record that travels in a model: labels, and how photos become its input.
 * @param {object | string} stored the value of `retrain` in the model's metadata
 */
export function readRecord(stored) {
  const record = typeof stored === 'string' ? JSON.parse(stored) : stored;
  if (!record?.preprocessing || !Array.isArray(record.labels)) {
    throw new Error('the model carries no record of Retrain (labels and preprocessing)');
  }
  if (record.schema > 2) {
    throw new Error(`the model was written by a newer Retrain (schema ${record.schema}, this page reads up to 2)`);
  }
  for (const { preprocessing: p } of viewsOf(record)) {
    if (!['legacy_bilinear', 'half_pixel_bilinear'].includes(p.resize) || p.channels !== 'rgb' || p.version !== 1
      || !['stretch', 'centre'].includes(p.crop ?? 'stretch')) {
      throw new Error(`the model wants its photos in a way that is not known here: ${JSON.stringify(p)}`);
    }
  }
  return record;
}

/** The pictures that the model takes of a photo: mostly one, whose input has no name of its own. */
export function viewsOf(record) {
  return record.views?.length ? record.views : [{ input: null, preprocessing: record.preprocessing }];
}

/**
 * A photo as the network wants it.
 * @param {{ data: Uint8Array | Uint8ClampedArray, width: number, height: number, channels: 3 | 4, isJpeg?: boolean }} photo
 *   upright pixels, row by row; alpha not multiplied in
 * @param {object} preprocessing of the record
 * @returns {Float32Array} [H, W, 3], or [3, H, W] where the layout is `nchw`
 */
export function preprocess(photo, preprocessing) {
  const { width, height, range_low: low, range_high: high } = preprocessing;
  let picture = withoutAlpha(photo, preprocessing.compat);
  const eighths = photo.isJpeg && !preprocessing.compat ? scaleOf(picture, preprocessing) : 8;
  if (eighths < 8) {
    picture = reduce(picture, eighths);
  }
  if (preprocessing.crop === 'centre') {
    picture = cutCentre(picture, width, height);
  }
  const pixels = resize(picture, width, height, preprocessing.resize === 'half_pixel_bilinear' ? halfPixelGrid : legacyGrid);
  if (low !== 0 || high !== 1) {
    const range = Math.fround(Math.fround(high) - Math.fround(low));
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = Math.fround(pixels[i] * range) + Math.fround(low);
    }
  }
  return preprocessing.layout === 'nchw' ? toPlanes(pixels) : pixels;
}

/** Labels with their scores, best first; of equal scores the first class first. */
export function ranked(labels, scores) {
  return labels.map((label, i) => ({ label, score: scores[i] })).sort((a, b) => b.score - a.score);
}

/** RGBA to RGB, on white; or as TensorFlow has it, with alpha dropped. */
function withoutAlpha({ data, width, height, channels }, drops) {
  if (channels === 3) {
    return { data, width, height };
  }
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4) {
    const alpha = drops ? 255 : data[from + 3];
    const white = 255 * (255 - alpha) + 127;
    rgb[to++] = alpha === 255 ? data[from] : (data[from] * alpha + white) / 255;
    rgb[to++] = alpha === 255 ? data[from + 1] : (data[from + 1] * alpha + white) / 255;
    rgb[to++] = alpha === 255 ? data[from + 2] : (data[from + 2] * alpha + white) / 255;
  }
  return { data: rgb, width, height };
}

/** Large JPEG files are decoded at a reduced scale, the smallest in eighths that leaves three pixels for each of the input's. */
function scaleOf(picture, { width, height }) {
  for (let eighths = 1; eighths < 8; eighths++) {
    if (scaled(picture.width, eighths) >= 3 * width && scaled(picture.height, eighths) >= 3 * height) {
      return eighths;
    }
  }
  return 8;
}

function scaled(length, eighths) {
  return Math.ceil(length * eighths / 8);
}

/**
 * What a JPEG decoder does at a reduced scale: of the 8 x 8 waves of each block it keeps the lowest, and draws them on fewer pixels. The
 * photo is whole here, so that its waves are taken anew; a turned photo whose sides are no multiples of 8 has its blocks a little aside.
 */
function reduce({ data, width, height }, eighths) {
  const newWidth = scaled(width, eighths);
  const newHeight = scaled(height, eighths);
  const weights = blockWeights(eighths);
  const line = newWidth * 3;
  const block = new Float32Array(8 * line);
  const reduced = new Uint8ClampedArray(newHeight * line);
  for (let top = 0; top * eighths < newHeight * 8; top += 8) {
    for (let k = 0; k < 8; k++) {
      const start = Math.min(top + k, height - 1) * width * 3;
      for (let x = 0; x < newWidth; x++) {
        const left = Math.floor(x / eighths) * 8;
        const row = weights[x % eighths];
        let red = 0, green = 0, blue = 0;
        for (let i = 0; i < 8; i++) {
          const at = start + Math.min(left + i, width - 1) * 3;
          red += data[at] * row[i];
          green += data[at + 1] * row[i];
          blue += data[at + 2] * row[i];
        }
        block[k * line + 3 * x] = red;
        block[k * line + 3 * x + 1] = green;
        block[k * line + 3 * x + 2] = blue;
      }
    }
    for (let j = 0; j < eighths; j++) {
      const y = top * eighths / 8 + j;
      for (let x = 0; y < newHeight && x < line; x++) {
        let sum = 0;
        for (let k = 0; k < 8; k++) {
          sum += block[k * line + x] * weights[j][k];
        }
        reduced[y * line + x] = sum;
      }
    }
  }
  return { data: reduced, width: newWidth, height: newHeight };
}

/** For each of the new pixels of a block the shares of its 8 old ones, along one axis. */
function blockWeights(eighths) {
  return Array.from({ length: eighths }, (_, j) => Array.from({ length: 8 }, (_, k) => {
    let sum = 1;
    for (let wave = 1; wave < eighths; wave++) {
      sum += 2 * Math.cos((2 * j + 1) * wave * Math.PI / (2 * eighths)) * Math.cos((2 * k + 1) * wave * Math.PI / 16);
    }
    return sum / 8;
  }));
}

/** The largest part of the middle that has the input's shape; an odd pixel over stays to the right and below. */
function cutCentre({ data, width, height }, inputWidth, inputHeight) {
  const isWide = width * inputHeight >= height * inputWidth;
  const partWidth = isWide ? Math.max(1, Math.floor(height * inputWidth / inputHeight)) : width;
  const partHeight = isWide ? height : Math.max(1, Math.floor(width * inputHeight / inputWidth));
  const left = (width - partWidth) >> 1;
  const top = (height - partHeight) >> 1;
  const part = new Uint8Array(partWidth * partHeight * 3);
  for (let y = 0; y < partHeight; y++) {
    const start = ((top + y) * width + left) * 3;
    part.set(data.subarray(start, start + partWidth * 3), y * partWidth * 3);
  }
  return { data: part, width: partWidth, height: partHeight };
}

/** TensorFlow 1's rule: output i samples at i * (in / out). */
function legacyGrid(inputLength, outputLength) {
  return grid(inputLength, outputLength, (i, scale) => Math.fround(i * scale));
}

/** TensorFlow 2's rule: pixels are squares whose middles are sampled. */
function halfPixelGrid(inputLength, outputLength) {
  return grid(inputLength, outputLength, (i, scale) => Math.fround(Math.fround((i + 0.5) * scale) - 0.5));
}

function grid(inputLength, outputLength, sourceOf) {
  const scale = Math.fround(inputLength / outputLength);
  return Array.from({ length: outputLength }, (_, i) => {
    const source = sourceOf(i, scale);
    const floor = Math.floor(source);
    const low = Math.min(Math.max(floor, 0), inputLength - 1);
    return { low, high: Math.min(Math.max(Math.ceil(source), low), inputLength - 1), weight: Math.fround(source - floor) };
  });
}

const UNIT = Math.fround(1 / 255);

/** Bytes to [0, 1], to the new size; no browser scales by this rule, so it is done by hand. */
function resize({ data, width, height }, newWidth, newHeight, gridOf) {
  const columns = gridOf(width, newWidth);
  const rows = gridOf(height, newHeight);
  const resized = new Float32Array(newWidth * newHeight * 3);
  const held = new Map();
  const stretched = row => {
    if (!held.has(row)) {
      if (held.size > 1) {
        held.delete(Math.min(...held.keys()));
      }
      held.set(row, stretchRow(data.subarray(row * width * 3, (row + 1) * width * 3), columns));
    }
    return held.get(row);
  };
  const line = newWidth * 3;
  for (let y = 0; y < newHeight; y++) {
    const { low, high, weight } = rows[y];
    const upper = stretched(low);
    const lower = stretched(high);
    for (let i = 0; i < line; i++) {
      resized[y * line + i] = upper[i] + Math.fround(Math.fround(lower[i] - upper[i]) * weight);
    }
  }
  return resized;
}

function stretchRow(row, columns) {
  const wide = new Float32Array(columns.length * 3);
  columns.forEach(({ low, high, weight }, x) => {
    for (let c = 0; c < 3; c++) {
      const left = Math.fround(row[3 * low + c] * UNIT);
      const right = Math.fround(row[3 * high + c] * UNIT);
      wide[3 * x + c] = left + Math.fround(Math.fround(right - left) * weight);
    }
  });
  return wide;
}

function toPlanes(pixels) {
  const count = pixels.length / 3;
  const planes = new Float32Array(pixels.length);
  for (let i = 0; i < count; i++) {
    planes[i] = pixels[3 * i];
    planes[count + i] = pixels[3 * i + 1];
    planes[2 * count + i] = pixels[3 * i + 2];
  }
  return planes;
}
