import type { Importer } from '../../finding.ts';
import { readYaml, toText, toTree } from '../../statement/tree.ts';
import { readVariables } from '../../statement/variable.ts';
import { leave, toImportedFile } from './platform-file.ts';

/** What App Engine starts where `entrypoint` is not said. */
const APP_ENGINE: ReadonlyArray<readonly [runtime: RegExp, command: string]> = [
  [/^python/, 'gunicorn main:app --bind :$PORT'],
  [/^nodejs/, 'npm start'],
];

/** App Engine's app.yaml. */
export const importAppEngine: Importer = (folder) => {
  const source = ['app.yaml', 'app.yml'].find((name) => folder.hasFile(name)) ?? '';
  const file = readYaml(folder.read(source));
  const runtime = toText(file['runtime']);
  if (runtime === null) return null;
  const usual = APP_ENGINE.find(([name]) => name.test(runtime))?.[1] ?? null;
  const ready = toText(toTree(file['readiness_check'])['path']);
  const leftOut = leave(file, /^(?:runtime|entrypoint|env_variables|readiness_check)$/, {
    handlers: 'the app serves its own files, or a static server does',
    liveness_check: '`live` asks whether it hangs',
    service: 'names it for that platform',
  });
  const command = toText(file['entrypoint']) ?? usual;
  if (command === null) return null;
  return toImportedFile(folder, {
    source,
    kind: 'app.yaml of App Engine',
    command,
    env: readVariables(file['env_variables']),
    ready,
    leftOut,
  });
};
