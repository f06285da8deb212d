import type { Finding, FoundConfig } from '../../finding.ts';
import { toFixedPort } from '../../port-literal.ts';
import { hasPlugAndPlay, type NodePackage, toMissingInstall, toRunScript } from './node-package.ts';
import { findSourcePort, type SourcePort } from './source-port.ts';
import type { NodeStart } from './start.ts';
import { findBuildScript } from './typescript.ts';

/** What was found, as a whole: where it listens, and what must still be done. */
export function toNodeFinding(node: NodePackage, start: NodeStart, found: { evidence: string; rank: number }): Finding {
  const words = toGivenPort(hasPlugAndPlay(node) ? withPlugAndPlay(node, start.words) : start.words);
  const place = findPlace(node, start, words);
  const isWithNodeEnv = start.runtime === 'Bun' || (start.runtime === 'Node.js' && node.dependencies.size > 0);
  const env = {
    ...(isWithNodeEnv ? { NODE_ENV: 'production' } : {}),
    ...dropPort(start.env),
    ...place.env,
  };
  const config: FoundConfig = {
    command: toCommand(words),
    ...place.config,
    ...(node.prefix === '' ? {} : { workingDirectory: node.prefix.slice(0, -1) }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(place.upstream === null ? {} : { upstream: place.upstream }),
  };
  const missing = [toMissingInstall(node) ?? [], start.missing, listUnbuilt(node)].flat();
  return {
    kind: start.kind ?? toKind(findLibrary(node), start.runtime),
    evidence: found.evidence,
    config,
    rank: start.isDoubtful ? found.rank - 50 : found.rank,
    notes: [
      ...start.notes,
      ...place.notes,
      ...(start.isDoubtful ? [`${start.words.find((word) => /\.\w+$/.test(word))} is not there`] : []),
    ],
    missing: missing.length === 0 ? null : missing.join(' && '),
  };
}

/** Midway's start file is there before what it starts: that is compiled into `dist`. */
function listUnbuilt(node: NodePackage): readonly string[] {
  const build = isMidway(node) ? findBuildScript(node) : null;
  return build === null || node.folder.hasFolder(`${node.prefix}dist`) ? [] : [toRunScript(node, build)];
}

function isMidway({ dependencies }: NodePackage): boolean {
  return [...dependencies].some((name) => name.startsWith('@midwayjs/'));
}

function toKind(library: string | null, runtime: NodeStart['runtime']): string {
  if (library === null || library === runtime) return runtime;
  return runtime === 'Node.js' ? library : `${library} on ${runtime}`;
}

/** Server libraries that leave the start to the app. */
const LIBRARIES: ReadonlyArray<readonly [packageName: string, name: string]> = [
  ['@nestjs/core', 'NestJS'],
  ['next', 'Next.js'],
  ['nuxt', 'Nuxt'],
  ['@adonisjs/core', 'AdonisJS'],
  ['express', 'Express'],
  ['fastify', 'Fastify'],
  ['koa', 'Koa'],
  ['@hapi/hapi', 'hapi'],
  ['hono', 'Hono'],
  ['restify', 'Restify'],
  ['polka', 'Polka'],
  ['sails', 'Sails'],
  ['@feathersjs/feathers', 'Feathers'],
  ['@loopback/core', 'LoopBack'],
  ['egg', 'Egg'],
  ['midway', 'Midway'],
  ['@midwayjs/core', 'Midway'],
  ['elysia', 'Elysia'],
  ['@apollo/server', 'Apollo Server'],
  ['socket.io', 'Socket.IO'],
  ['ws', 'WebSocket server'],
];

function findLibrary(node: NodePackage): string | null {
  return LIBRARIES.find(([name]) => node.dependencies.has(name))?.[1] ?? null;
}

/** Where `Deno.serve` listens if it is told nothing. */
const DENO_PORT = 8000;

/** Midway asks this before its own config. */
const MIDWAY = { MIDWAY_HTTP_PORT: `\${port}` };

/** Frameworks that listen by themselves, at $PORT. */
const SELF_TOLD = ['sails', 'probot', 'nuxt', '@adonisjs/core'];

interface Place {
  readonly config: Pick<FoundConfig, 'port' | 'listen'>;
  readonly env: Readonly<Record<string, string>>;
  readonly upstream: Readonly<Record<string, unknown>> | null;
  readonly notes: readonly string[];
}

function findPlace(node: NodePackage, { entry, runtime }: NodeStart, words: readonly string[]): Place {
  const auto: Place = { config: { port: 'auto' }, env: {}, upstream: null, notes: [] };
  if (entry === null || words.some((word) => word.includes(`\${port}`))) return auto;
  if (isMidway(node)) return { ...auto, env: MIDWAY };
  const found = findSourcePort(node.folder, entry);
  const configured = found?.port == null && found?.variable == null ? findConfiguredPort(node) : null;
  const port = found?.port ?? configured;
  if (found === null && port === null && SELF_TOLD.some((name) => node.dependencies.has(name))) return auto;
  // Bun's own server takes $PORT where it is told nothing else.
  if (found === null && port === null && runtime === 'Bun') return auto;
  if (found === null && port === null && runtime === 'Deno') return { ...auto, config: { port: DENO_PORT } };
  if (found === null && port === null) {
    return {
      ...auto,
      notes: ['nothing in its source says where it listens: if it does not take $PORT, write its number as `port`'],
    };
  }
  const env = found === null ? {} : toEnv(found);
  const upstream = found === null ? null : toUpstream(found);
  if (port === null) return { ...auto, env, upstream };
  const { config, notes } = toFixedPort(port, found?.file ?? 'its config');
  return { config, env, upstream, notes };
}

function toEnv({ variable, hostVariable }: SourcePort): Readonly<Record<string, string>> {
  // berth tells the port in these by itself.
  const isTold = variable === null || /^(?:PORT|FC_SERVER_PORT|FC_CUSTOM_LISTEN_PORT)$/.test(variable);
  return {
    ...(isTold ? {} : { [variable]: `\${port}` }),
    ...(hostVariable === null ? {} : { [hostVariable]: '127.0.0.1' }),
  };
}

function toUpstream({ host }: SourcePort): Readonly<Record<string, unknown>> | null {
  const isReached = host === null || /^(?:127\.0\.0\.1|0\.0\.0\.0|::|localhost)$/i.test(host);
  return isReached ? null : { host };
}

/** The files of the package `config`, which many apps read their port from. */
function findConfiguredPort({ folder, prefix, dependencies }: NodePackage): number | null {
  if (!dependencies.has('config')) return null;
  for (const name of ['production', 'default']) {
    const config = folder.readJson(`${prefix}config/${name}.json`) ?? {};
    for (const part of [config, config['server'], config['app'], config['http']]) {
      const port = Number((part as { port?: unknown } | undefined)?.port ?? Number.NaN);
      if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
    }
  }
  return null;
}

/** A port in the command is berth's to choose. */
function toGivenPort(words: readonly string[]): readonly string[] {
  const program = words.findIndex((word, i) => i > 0 && !word.startsWith('-') && !/^-/.test(words[i - 1]!)) + 1 || 1;
  return words.map((word, i) => {
    if (i < program) return word;
    if (/^(?:-p|-P|-l|--port|--listen)$/.test(words[i - 1]!) && /^\d{2,5}$/.test(word)) return `\${port}`;
    return word.replace(/^(--port=|-p=?)\d{2,5}$/, `$1\${port}`);
  });
}

/** A port that is given in the environment is one of the app's own choice no more. */
function dropPort(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(([name]) => name !== 'PORT');
  return Object.fromEntries(kept.map(([name, value]) => [name, name === 'FASTIFY_PORT' ? `\${port}` : value]));
}

function withPlugAndPlay({ folder, root, prefix }: NodePackage, words: readonly string[]): readonly string[] {
  const up = '../'.repeat(prefix.slice(root.length).split('/').length - 1);
  if (words[0] !== 'node' || words.some((word) => word.includes('node_modules/'))) {
    return words[0] === 'node' || words[0]?.includes('node_modules/.bin/') === true ? toYarn(words) : words;
  }
  const loader = folder.hasFile(`${root}.pnp.loader.mjs`) ? ['--experimental-loader', `./${up}.pnp.loader.mjs`] : [];
  return ['node', '-r', `./${up}.pnp.cjs`, ...loader, ...words.slice(1)];
}

/** A program in an archive is found by yarn alone. */
function toYarn(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => word.includes('node_modules/'));
  const name = /node_modules\/(?:\.bin\/)?((?:@[^/]+\/)?[^/]+)/.exec(words[at]!)?.[1] ?? '';
  return ['yarn', 'run', name.replace(/^@[^/]+\//, ''), ...words.slice(at + 1)];
}

/** As a line where that needs no quotes. */
function toCommand(words: readonly string[]): string | readonly string[] {
  const isPlain = words.every((word) => /^(?:[\w@%+=:,./-]|\$\{port\})+$/.test(word));
  return isPlain ? words.join(' ') : words;
}
