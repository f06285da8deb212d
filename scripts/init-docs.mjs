import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = 'test/fixtures/folders';

/** docs/init.md, from what the tests expect of each folder: they fail if a line of it is not so. */
export function renderInitDocs(root) {
  const folders = readdirSync(join(root, FOLDERS))
    .filter((name) => existsSync(join(root, FOLDERS, name, 'expect.json')))
    .map((name) => ({ name, ...JSON.parse(readFileSync(join(root, FOLDERS, name, 'expect.json'), 'utf8')) }));
  const started = folders.filter(({ start }) => start !== undefined);
  const atOnce = started.filter(({ start }) => start.line === undefined);
  return `# What \`berth init\` makes of a folder

Generated from \`${FOLDERS}\` (\`npm run generate\`). Each folder is a skeleton that a framework's own generator makes, or the shape of a
published sample, shrunk. The tests hold every line: \`init\` finds what stands under "found" and writes what stands under "wrote", and that config is valid.

${folders.length} folders; ${started.length} of them are started by \`berth init --run\` and asked: ${atOnce.length} answer without an edit, and for the rest the message names the one
line to write, with which they answer. The others need a build or packages that the tests do not fetch; what has to be typed first is what \`init\` says.

## Started and asked

| Folder | Found | Wrote | Outcome |
|---|---|---|---|
${started.map((folder) => toRow(folder, describeOutcome(folder))).join('\n')}

## Found, and not started here

| Folder | Found | Wrote | First |
|---|---|---|---|
${folders
  .filter(({ start }) => start === undefined)
  .map((folder) => toRow(folder, folder.missing === null ? '' : toCode(folder.missing)))
  .join('\n')}
`;
}

function toRow({ name, origin, kind, config }, last) {
  const wrote = config.length === 0 ? 'a command to fill in' : config.map(toCode).join('<br>');
  return `| **${name}**: ${toCell(origin)} | ${toCell(kind ?? 'nothing')} | ${wrote} | ${last} |`;
}

function describeOutcome({ kind, missing, start: { status = 200, line, isLong = false, prepare = [] } }) {
  // What only its build makes cannot be found before.
  const built = kind === null && prepare.length > 0 ? prepare.join(' && ') : null;
  const before = missing ?? built;
  const first = before === null ? '' : `, after ${toCode(before)}`;
  const written =
    line === undefined ? '' : `, with ${toCode(line.by.split('\n').at(-1))}: the message says "${toCell(line.told)}"`;
  return `${status}${first}${written}${isLong ? ' (by night)' : ''}`;
}

/** In HTML: lines of a config follow each other in a cell, and keep their blanks. */
function toCode(text) {
  const [indent] = /^ */.exec(text);
  return `${'&nbsp;'.repeat(indent.length)}<code>${toEntities(text.slice(indent.length))}</code>`;
}

function toCell(text) {
  return toEntities(text).replace(/&#96;(.*?)&#96;/g, '<code>$1</code>');
}

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '&#124;', '`': '&#96;', '*': '&#42;', _: '&#95;' };

function toEntities(text) {
  return text.replace(/[&<>|`*_]/g, (char) => ESCAPES[char]);
}
