import type { Importer } from '../../finding.ts';
import { readYaml, toText, toTree } from '../../statement/tree.ts';
import { leave, toImportedFile } from './platform-file.ts';

/** Heroku's heroku.yml: `run`, and for what it leaves out the Dockerfile. */
export const importHeroku: Importer = (folder) => {
  const source = 'heroku.yml';
  const file = readYaml(folder.read(source));
  if (Object.keys(file).length === 0) return null;
  const run = Object.entries(toTree(file['run'])).map(([name, one]) => ({ name, command: toCommand(one) ?? '' }));
  const release = toCommand(toTree(toTree(file['release'])['command'] === undefined ? {} : file['release'])['command']);
  const web = run.find(({ name }) => name === 'web')?.command ?? null;
  const before = release === null ? [] : [{ name: 'release', command: release }];
  const beside = run.filter(({ name, command }) => name !== 'web' && command !== '');
  return toImportedFile(folder, {
    source,
    kind: 'heroku.yml',
    command: web,
    before,
    beside,
    leftOut: leave(file, /^(?:run|release|build)$/, { setup: 'databases and the like run elsewhere' }),
  });
};

function toCommand(value: unknown): string | null {
  const own = toTree(value)['command'] ?? value;
  if (Array.isArray(own)) return own.map(String).join(' && ');
  return toText(own);
}
