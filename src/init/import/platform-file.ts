import type { AppFolder } from '../app-folder.ts';
import type { Imported, Importer, LeftOut } from '../finding.ts';
import { toHttpProbe } from '../statement/probe.ts';
import { type OtherProcess, PLAIN_SERVICE, type StatedCommand, toImported } from '../statement/service.ts';
import { readToml, readYaml, type Tree, toList, toPort, toText, toTree } from '../statement/tree.ts';
import { readVariables, toVariables } from '../statement/variable.ts';
import { findBase } from './base-service.ts';

/** What a file of a platform says, whatever its form. All of these platforms tell the port by `$PORT`. */
interface Stated {
  readonly source: string;
  readonly kind: string;
  readonly command: StatedCommand | null;
  readonly env?: Readonly<Record<string, string>>;
  readonly envKey?: string;
  /** Names whose values the file does not have. */
  readonly ready?: string | null;
  readonly port?: number | null;
  readonly before?: readonly OtherProcess[];
  readonly beside?: readonly OtherProcess[];
  readonly missing?: string | null;
  readonly notes?: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly rank?: number;
}

function toImportedFile(folder: AppFolder, stated: Stated): Imported | null {
  const { source, command, port = null } = stated;
  const base = command === null ? findBase(folder) : null;
  const line = command ?? base?.command;
  if (line === undefined) return null;
  return toImported(folder, {
    ...PLAIN_SERVICE,
    ...base,
    source,
    kind: stated.kind,
    rank: stated.rank ?? 95,
    command: line,
    variables: toVariables(stated.env ?? {}, stated.envKey ?? 'env'),
    port: { port, where: source, isTold: port === null },
    keys: { ...base?.keys, ...(stated.ready == null ? {} : { ready: toHttpProbe(stated.ready) }) },
    before: stated.before ?? [],
    beside: stated.beside ?? [],
    notes: [...(base?.notes ?? []), ...(stated.notes ?? [])],
    missing: stated.missing ?? null,
    leftOut: [...(base?.leftOut ?? []), ...stated.leftOut],
  });
}

const ELSEWHERE = 'is set on the platform';

function leave(tree: Tree, known: RegExp, why: Readonly<Record<string, string>> = {}): LeftOut[] {
  return Object.keys(tree).flatMap((key) => (known.test(key) ? [] : [{ key, why: why[key] ?? ELSEWHERE }]));
}

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
    envKey: 'env_variables',
    ready,
    leftOut,
  });
};

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
    envKey: 'envVars',
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
    envKey: 'variables',
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
    envKey: 'run.env',
    port: isTold ? null : toPort(network['port']),
    before: first,
    leftOut: leave(run, /^(?:command|network|env|pre-run|runtime-version)$/, {
      secrets: 'set them in the environment',
    }).map(({ key, why }) => ({ key: `run.${key}`, why })),
  });
};

/** A serverless.yml with a start of its own: a web adapter's, by `handler` and `AWS_LAMBDA_EXEC_WRAPPER`, or a custom runtime's. */
export const importServerlessFramework: Importer = (folder) => {
  const source =
    ['serverless.yml', 'serverless.yaml', 'template.yaml', 'template.yml'].find((name) => folder.hasFile(name)) ?? '';
  const file = readYaml(folder.read(source));
  const functions = [
    ...Object.values(toTree(file['functions'])),
    ...Object.values(toTree(file['Resources'])).map((one) => toTree(one)['Properties']),
  ].map(toTree);
  const common = readVariables(
    toTree(file['provider'])['environment'] ??
      toTree(toTree(toTree(file['Globals'])['Function'])['Environment'])['Variables'],
  );
  for (const own of functions) {
    const env = { ...common, ...readVariables(own['environment'] ?? toTree(own['Environment'])['Variables']) };
    const handler = toText(own['handler'] ?? own['Handler']);
    if (handler === null || !/bootstrap$/.test(env['AWS_LAMBDA_EXEC_WRAPPER'] ?? '')) continue;
    const kept = Object.fromEntries(
      Object.entries(env).filter(
        ([name]) => !/^(?:AWS_LAMBDA_EXEC_WRAPPER|AWS_LWA_\w+|READINESS_CHECK_\w+|RUST_LOG)$/.test(name),
      ),
    );
    const command = folder.hasFile(handler)
      ? folder.isExecutable(handler)
        ? `./${handler}`
        : `sh ./${handler}`
      : handler;
    const ready = env['AWS_LWA_READINESS_CHECK_PATH'] ?? env['READINESS_CHECK_PATH'] ?? null;
    return toImportedFile(folder, {
      source,
      kind: 'web adapter of Lambda',
      command,
      env: kept,
      envKey: 'environment',
      ready,
      port: toPort(env['AWS_LWA_PORT']),
      leftOut: leave(own, /^(?:handler|Handler|environment|Environment|runtime|Runtime)$/),
    });
  }
  return null;
};
