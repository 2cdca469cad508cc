// NumPy files: C order, little-endian float32, float64, uint8, int8, int32, int64.
import { readFileSync, writeFileSync } from 'node:fs';

const KINDS = {
  '<f4': Float32Array, '<f8': Float64Array, '|u1': Uint8Array, '|i1': Int8Array, '<i4': Int32Array, '<i8': BigInt64Array,
};

export function readNpy(path) {
  const file = readFileSync(path);
  const [start, length] = file[6] === 1 ? [10, file.readUInt16LE(8)] : [12, file.readUInt32LE(8)];
  const header = file.toString('latin1', start, start + length);
  const type = /'descr': '([^']+)'/.exec(header)[1];
  const shape = /'shape': \(([^)]*)\)/.exec(header)[1].split(',').map(s => s.trim()).filter(Boolean).map(Number);
  const Kind = KINDS[type];
  if (!Kind || !header.includes("'fortran_order': False")) throw new Error(`${path}: ${header.trim()} is not read here`);
  const bytes = file.subarray(start + length);
  const data = new Kind(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return { type, shape, data };
}

export function writeNpy(path, shape, floats) {
  let header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  header = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n';
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(header.length, 8);
  const values = Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
  writeFileSync(path, Buffer.concat([head, Buffer.from(header, 'latin1'), values]));
}

/** Photo i of an array [N, ...], as an array of the same type. */
export function row({ shape, data }, i) {
  const length = shape.slice(1).reduce((a, b) => a * b, 1);
  return data.slice(i * length, (i + 1) * length);
}
