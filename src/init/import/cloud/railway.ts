import type { Importer } from '../../finding.ts';
import { readToml, toList, toText, toTree } from '../../statement/tree.ts';
import { readVariables } from '../../statement/variable.ts';
import { leave, toImportedFile } from './platform-file.ts';

/** Railway's railway.json or railway.toml, and the file of its builder. */
export const importRailway: Importer = (folder) => {
  const source = ['railway.json', 'railway.toml', 'nixpacks.toml'].find((name) => folder.hasFile(name)) ?? '';
  const file = source.endsWith('.json') ? toTree(folder.readJson(source)) : readToml(folder.read(source));
  const deploy = toTree(file['deploy']);
  const command =
    toText(deploy['startCommand']) ??
    toText(toTree(file['start'])['cmd']) ??
    toText(toTree(readToml(folder.read('nixpacks.toml'))['start'])['cmd']);
  if (command === null) return null;
  const before = toList(deploy['preDeployCommand']).map((one) => ({ name: 'release', command: String(one) }));
  const leftOut = leave(deploy, /^(?:startCommand|preDeployCommand|healthcheckPath)$/).map(({ key, why }) => ({
    key: `deploy.${key}`,
    why,
  }));
  return toImportedFile(folder, {
    source,
    kind: source,
    command,
    env: readVariables(file['variables']),
    ready: toText(deploy['healthcheckPath']),
    before: before.slice(0, 1),
    leftOut: [
      ...leftOut,
      ...leave(file, /^(?:deploy|start|variables|\$schema)$/, {
        build: 'says how it is built',
        phases: 'says how it is built',
        providers: 'says how it is built',
      }),
    ],
  });
};
