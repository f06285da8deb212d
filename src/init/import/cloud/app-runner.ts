import type { Importer } from '../../finding.ts';
import { readYaml, toList, toPort, toText, toTree } from '../../statement/tree.ts';
import { leave, toImportedFile } from './platform-file.ts';

/** App Runner's apprunner.yaml. */
export const importAppRunner: Importer = (folder) => {
  const source = ['apprunner.yaml', 'apprunner.yml'].find((name) => folder.hasFile(name)) ?? '';
  const run = toTree(readYaml(folder.read(source))['run']);
  const command = toText(run['command']);
  if (command === null) return null;
  const network = toTree(run['network']);
  const pairs = toList(run['env'])
    .map(toTree)
    .map(({ name, value }) => [String(name), String(value)]);
  const isTold = network['env'] !== undefined || pairs.some(([name]) => name === 'PORT');
  const first = toList(run['pre-run']).map((one, at) => ({ name: `before-${at + 1}`, command: String(one) }));
  return toImportedFile(folder, {
    source,
    kind: 'apprunner.yaml',
    command,
    env: Object.fromEntries(pairs),
    port: isTold ? null : toPort(network['port']),
    before: first,
    leftOut: leave(run, /^(?:command|network|env|pre-run|runtime-version)$/, {
      secrets: 'set them in the environment',
    }).map(({ key, why }) => ({ key: `run.${key}`, why })),
  });
};
