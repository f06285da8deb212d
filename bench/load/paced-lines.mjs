// Writes lines of 100 bytes at a steady rate once a file exists: node paced-lines.mjs FILE LINES_PER_SECOND
import { existsSync, writeSync } from 'node:fs';

const [gate, perSecond] = process.argv.slice(2);
const LINE = `${'x'.repeat(99)}\n`;
const BURST = 500;
const burst = Buffer.from(LINE.repeat(BURST));
let startedAt = 0;
let written = 0;

setInterval(() => {
  if (startedAt === 0) {
    if (!existsSync(gate)) return;
    startedAt = performance.now();
  }
  const due = ((performance.now() - startedAt) / 1000) * Number(perSecond);
  while (written + BURST <= due) {
    for (let at = 0; at < burst.length; ) at += writeSync(1, burst, at);
    written += BURST;
  }
}, 1);
