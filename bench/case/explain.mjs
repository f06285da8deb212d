// What it takes to find the cause of a failure in a tail of 200 lines of 2 KiB: of an app's ordinary log that ends in a
// traceback, and of one in which every line is made of what programs say when they fail.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { median } from '../statistics.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTPUTS = join(ROOT, 'test/fixtures/outputs');
const LINES = 200;
const LINE_CHARACTERS = 2_048;
const END = [
  'Traceback (most recent call last):',
  '  File "app.py", line 1, in <module>',
  "ModuleNotFoundError: No module named 'flask'",
];

/** Resolves with the processor time of one recognition, and of the first of a process, in milliseconds. */
export async function runExplainCase({ recognitions }) {
  const { recognise } = loadPart(join(ROOT, 'dist/recogniser.cjs'));
  const failing = toFailingTail();
  const firstMs = measureMs(() => recognise(failing));
  const tails = { 'an ordinary log': toOrdinaryTail(), 'nothing but errors': failing };
  const rows = Object.entries(tails).map(([name, tail]) => {
    const measured = Array.from({ length: recognitions }, () => measureMs(() => recognise(tail)));
    return [name, { recogniseMs: median(measured), firstMs }];
  });
  return Object.fromEntries(rows);
}

/** As src/code-cache.ts runs a part: its text is a function. */
function loadPart(filename) {
  const module = { exports: {} };
  const run = new Script(readFileSync(filename, 'utf8'), { filename }).runInThisContext();
  run(module.exports, createRequire(filename), module, filename, dirname(filename));
  return module.exports;
}

function toOrdinaryTail() {
  const toLine = (n) => {
    const record = `2026-01-01T10:00:${n % 60}.123Z INFO http GET /products/${n}?page=2 200 ${n % 97}ms user=${n} `;
    return `${record}${`session=${n} cart=[sku-${n}, sku-${n + 1}] region=eu agent="Mozilla/5.0 (X11; Linux x86_64)" `.repeat(30)}`;
  };
  const talk = Array.from({ length: LINES - END.length }, (_, n) => toLine(n).slice(0, LINE_CHARACTERS));
  return [...talk, ...END];
}

function toFailingTail() {
  const files = readdirSync(OUTPUTS).filter((name) => name.endsWith('.txt'));
  const said = files.flatMap((name) => readFileSync(join(OUTPUTS, name), 'utf8').split('\n---\n').at(-1).split('\n'));
  return Array.from({ length: LINES }, (_, n) => {
    let line = '';
    for (let at = n * 13; line.length < LINE_CHARACTERS; at++) line += `${said[at % said.length]} `;
    return line.slice(0, LINE_CHARACTERS);
  });
}

function measureMs(act) {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
