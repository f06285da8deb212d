import { crc32, deflateSync } from 'node:zlib';

/** A PNG of a calm sea under an evening sky, made here so that no binary stands in the repository. */
export function paintPicture(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    const start = y * (1 + width * 3) + 1;
    for (let x = 0; x < width; x++) rows.set(toColor(x / width, y / height), start + x * 3);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, toChunk('IHDR', head), toChunk('IDAT', deflateSync(rows)), toChunk('IEND')]);
}

function toColor(x: number, y: number): [number, number, number] {
  const sun = Math.hypot((x - 0.62) * 1.5, y - 0.5) < 0.12 && y < 0.55;
  if (sun) return [255, 214, 130];
  if (y < 0.55) return [70 + y * 300, 90 + y * 150, 150 + y * 30];
  const glitter = Math.abs(x - 0.62) < 0.1 && Math.sin(y * 240) > 0.2 ? 60 : 0;
  return [20 + glitter, 70 + y * 40 + glitter, 110 + y * 20];
}

function toChunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
