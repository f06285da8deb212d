import { posix } from 'node:path';
import type { Importer } from '../../finding.ts';
import { toCodeFolder } from '../../statement/code-folder.ts';
import { findScriptShell } from '../../statement/shell-script.ts';
import { readYaml, toPort, toText, toTree } from '../../statement/tree.ts';
import { readVariables } from '../../statement/variable.ts';
import { leave, toImportedFile } from './platform-file.ts';

/** A serverless.yml with a start of its own: a web adapter's, by `handler` and `AWS_LAMBDA_EXEC_WRAPPER`, or a custom runtime's. */
export const importServerlessFramework: Importer = (folder) => {
  const source =
    ['serverless.yml', 'serverless.yaml', 'template.yaml', 'template.yml'].find((name) => folder.hasFile(name)) ?? '';
  const file = readYaml(folder.read(source));
  const functions = [
    ...Object.values(toTree(file['functions'])),
    ...Object.values(toTree(file['Resources'])).map((one) => toTree(one)['Properties']),
  ].map(toTree);
  const common = toTree(toTree(file['Globals'])['Function']);
  const shared = readVariables(toTree(file['provider'])['environment'] ?? toTree(common['Environment'])['Variables']);
  for (const own of functions) {
    const env = { ...shared, ...readVariables(own['environment'] ?? toTree(own['Environment'])['Variables']) };
    const handler = toText(own['handler'] ?? own['Handler']);
    if (handler === null || !/bootstrap$/.test(env['AWS_LAMBDA_EXEC_WRAPPER'] ?? '')) continue;
    const kept = Object.fromEntries(
      Object.entries(env).filter(
        ([name]) => !/^(?:AWS_LAMBDA_EXEC_WRAPPER|AWS_LWA_\w+|READINESS_CHECK_\w+|RUST_LOG)$/.test(name),
      ),
    );
    const place = toCodeFolder(folder, toText(own['CodeUri'] ?? common['CodeUri']) ?? '.');
    const file = posix.join(place, handler);
    const command = folder.hasFile(file)
      ? folder.isExecutable(file)
        ? `./${handler}`
        : `${findScriptShell(folder.read(file) ?? '') ?? 'sh'} ./${handler}`
      : handler;
    const ready = env['AWS_LWA_READINESS_CHECK_PATH'] ?? env['READINESS_CHECK_PATH'] ?? null;
    return toImportedFile(folder, {
      source,
      kind: 'web adapter of Lambda',
      command,
      place,
      env: kept,
      ready,
      port: toPort(env['AWS_LWA_PORT']),
      leftOut: leave(own, /^(?:handler|Handler|CodeUri|environment|Environment|runtime|Runtime)$/),
    });
  }
  return null;
};
