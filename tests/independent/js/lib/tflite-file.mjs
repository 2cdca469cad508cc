// The few things of a .tflite file that a caller needs to feed it: type and quantisation of its input and output.
// Read from the flatbuffer by hand, by the field numbers of TensorFlow's schema.fbs.
import { readFileSync } from 'node:fs';

const TYPES = { 0: 'float32', 2: 'int32', 3: 'uint8', 9: 'int8' };

export function readTflite(path) {
  const file = readFileSync(path);
  const field = (table, index) => {
    const vtable = table - file.readInt32LE(table);
    const at = 4 + 2 * index;
    const offset = at < file.readUInt16LE(vtable) ? file.readUInt16LE(vtable + at) : 0;
    return offset && table + offset;
  };
  const follow = at => at && at + file.readUInt32LE(at);
  const vector = (table, index) => {
    const at = follow(field(table, index));
    return at ? { length: file.readUInt32LE(at), at: at + 4 } : { length: 0 };
  };
  const model = file.readUInt32LE(0);
  const graph = follow(vector(model, 2).at);
  const tensors = vector(graph, 0);
  const describe = ports => {
    const tensor = follow(tensors.at + 4 * file.readInt32LE(ports.at));
    const kind = field(tensor, 1);
    const quantization = follow(field(tensor, 4));
    const scale = quantization && vector(quantization, 2);
    const zero = quantization && vector(quantization, 3);
    const shape = vector(tensor, 0);
    return {
      type: TYPES[kind ? file.readInt8(kind) : 0],
      shape: Array.from({ length: shape.length }, (_, i) => file.readInt32LE(shape.at + 4 * i)),
      scale: scale?.length ? file.readFloatLE(scale.at) : 0,
      zeroPoint: zero?.length ? Number(file.readBigInt64LE(zero.at)) : 0,
    };
  };
  return { input: describe(vector(graph, 1)), output: describe(vector(graph, 2)) };
}

/** Real numbers as the input wants them; whole numbers come as they are. */
export function quantize(values, { type, scale, zeroPoint }) {
  if (type === 'float32') return Float32Array.from(values);
  if (!(values instanceof Float32Array)) return values;
  const [Kind, low, high] = type === 'uint8' ? [Uint8Array, 0, 255] : [Int8Array, -128, 127];
  return Kind.from(values, v => Math.min(high, Math.max(low, roundToEven(v / scale) + zeroPoint)));
}

export function dequantize(values, { type, scale, zeroPoint }) {
  return type === 'float32' ? [...values] : Array.from(values, v => (v - zeroPoint) * scale);
}

function roundToEven(v) {
  const floor = Math.floor(v);
  return v - floor === 0.5 ? floor + (floor & 1) : Math.round(v);
}
