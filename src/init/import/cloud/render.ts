import type { Importer } from '../../finding.ts';
import { readYaml, toList, toText, toTree } from '../../statement/tree.ts';
import { leave, toImportedFile } from './platform-file.ts';

/** Render's render.yaml: its first web service. */
export const importRender: Importer = (folder) => {
  const source = ['render.yaml', 'render.yml'].find((name) => folder.hasFile(name)) ?? '';
  const services = toList(readYaml(folder.read(source))['services']).map(toTree);
  const web = services.find(({ type, env, runtime }) => type === 'web' && env !== 'static' && runtime !== 'static');
  if (web === undefined) return null;
  const pairs = toList(web['envVars']).map(toTree);
  const withValue = pairs
    .filter(({ value }) => toText(value) !== null)
    .map(({ key, value }) => [String(key), String(value)]);
  const without = pairs
    .filter(({ value, key }) => toText(value) === null && toText(key) !== null)
    .map(({ key }) => ({ key: `envVars.${key}`, why: 'its value is not in the file: set it in the environment' }));
  const before = toText(web['preDeployCommand']);
  const others = services
    .filter((one) => one !== web)
    .map(({ name, type }) => ({ key: `services.${name ?? type}`, why: `a ${type} of its own` }));
  return toImportedFile(folder, {
    source,
    kind: 'render.yaml',
    command: toText(web['startCommand']) ?? toText(web['dockerCommand']),
    env: Object.fromEntries(withValue),
    ready: toText(web['healthCheckPath']),
    before: before === null ? [] : [{ name: 'release', command: before }],
    leftOut: [
      ...without,
      ...leave(
        web,
        /^(?:type|name|startCommand|dockerCommand|envVars|healthCheckPath|preDeployCommand|buildCommand|env|runtime|dockerfilePath|dockerContext)$/,
      ),
      ...others,
    ],
  });
};
