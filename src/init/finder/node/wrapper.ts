import { posix } from 'node:path';
import type { NodePackage } from './node-package.ts';
import { findPm2Script } from './pm2.ts';
import { readCommand, type ScriptCommand } from './script-line.ts';

/** What a wrapper starts: another command, or a script of package.json, and what is lost without the wrapper. */
export interface Unwrapped {
  readonly command?: ScriptCommand | null;
  readonly script?: string;
  readonly note?: string;
  /** It is there for work on the app, not for its service. */
  readonly isDevelopment?: boolean;
}

type Unwrap = (args: readonly string[], node: NodePackage) => Unwrapped | null;

/** Programs that only start another one, by name. */
const WRAPPERS: Readonly<Record<string, Unwrap>> = {
  'cross-env': unwrapCrossEnv,
  'cross-env-shell': unwrapCrossEnv,
  env: unwrapCrossEnv,
  dotenv: unwrapDotenv,
  dotenvx: (args, node) => unwrapDotenv(args[0] === 'run' ? args.slice(1) : args, node),
  'env-cmd': unwrapDotenv,
  npx: unwrapExec,
  bunx: unwrapExec,
  npm: (args, node) => unwrapPackageProgram(args, node, false),
  pnpm: (args, node) => unwrapPackageProgram(args, node, true),
  yarn: (args, node) => unwrapPackageProgram(args, node, true),
  bun: unwrapBun,
  'run-s': (args) => ({ script: args.findLast(isOperand) ?? '' }),
  'npm-run-all': (args) =>
    args.some((arg) => /^(?:-p|--parallel)$/.test(arg))
      ? unwrapParallel(args)
      : { script: args.findLast(isOperand) ?? '' },
  'run-p': unwrapParallel,
  concurrently: unwrapConcurrently,
  nodemon: unwrapNodemon,
  'node-dev': (args) => unwrapRestarter(args),
  supervisor: (args) => unwrapRestarter(args),
  forever: (args) => unwrapRestarter(args[0] === 'start' ? args.slice(1) : args),
  pm2: (args, node) => (args[0] === 'start' ? unwrapPm2(args.slice(1), node) : null),
  'pm2-runtime': (args, node) => unwrapPm2(args[0] === 'start' ? args.slice(1) : args, node),
};

/** What a command starts in truth; null if it is no wrapper, or nothing is known of what it wraps. */
export function unwrap({ words, env }: ScriptCommand, node: NodePackage): Unwrapped | null {
  const [file = '', ...args] = words;
  const inner = WRAPPERS[posix.basename(file)]?.(args, node) ?? null;
  if (inner?.command == null) return inner;
  return { ...inner, command: { words: inner.command.words, env: { ...env, ...inner.command.env } } };
}

function isOperand(arg: string): boolean {
  return !arg.startsWith('-');
}

/** Takes `NAME=value` off the front. */
function unwrapCrossEnv(args: readonly string[]): Unwrapped {
  const count = args.findIndex((arg) => !/^[A-Za-z_]\w*=/.test(arg));
  const words = count === -1 ? [] : args.slice(count);
  const pairs = args
    .slice(0, args.length - words.length)
    .map((arg) => [arg.split('=', 1)[0], arg.replace(/^\w+=/, '')]);
  // cross-env-shell is given the whole command as one word.
  const inner = words.length === 1 && words[0]!.includes(' ') ? readCommand(words[0]!) : { env: {}, words };
  return {
    command: inner === null ? null : { words: inner.words, env: { ...Object.fromEntries(pairs), ...inner.env } },
  };
}

/** Node.js reads such a file itself, if it is there. */
function unwrapDotenv(args: readonly string[], { folder, prefix }: NodePackage): Unwrapped {
  const files: string[] = [];
  let at = 0;
  for (; at < args.length && args[at]!.startsWith('-') && args[at] !== '--'; at++) {
    if (/^(?:-e|-f|--file|--env-file)$/.test(args[at]!)) files.push(args[++at] ?? '');
    else if (/^-[ef]=?./.test(args[at]!)) files.push(args[at]!.replace(/^-[ef]=?/, ''));
  }
  const words = args.slice(args[at] === '--' ? at + 1 : at);
  const named = (files.length === 0 ? ['.env'] : files).filter((file) => folder.hasFile(prefix + file));
  if (words[0] !== 'node') return { command: { env: {}, words } };
  return { command: { env: {}, words: ['node', ...named.map((file) => `--env-file=${file}`), ...words.slice(1)] } };
}

function unwrapExec(args: readonly string[]): Unwrapped {
  const at = args.findIndex(isOperand);
  return { command: at === -1 ? null : { env: {}, words: args.slice(at) } };
}

/** `npm run x`, `yarn x`, `pnpm exec x`. What stands behind `--` is for the script. */
function unwrapPackageProgram(
  args: readonly string[],
  { scripts }: NodePackage,
  takesScripts: boolean,
): Unwrapped | null {
  const operands = args.filter((arg) => !/^(?:-s|--silent|-q|--if-present|--)$/.test(arg));
  const [verb, ...rest] = operands[0] === 'run' || operands[0] === 'run-script' ? operands.slice(1) : operands;
  if (verb === undefined) return null;
  if (verb === 'exec' || verb === 'dlx' || (verb === 'node' && takesScripts)) {
    return { command: { env: {}, words: verb === 'node' ? ['node', ...rest] : rest } };
  }
  if (scripts[verb] !== undefined) return { script: verb };
  return takesScripts && isOperand(verb) ? { command: { env: {}, words: [verb, ...rest] } } : null;
}

/** `bun run x`, `bun x.ts`: what is no script, bun itself runs. */
function unwrapBun(args: readonly string[], { scripts, allDependencies }: NodePackage): Unwrapped | null {
  const rest = args.filter((arg) => !/^(?:run|--bun|--silent|x|--hot|--watch|--no-clear-screen)$/.test(arg));
  const [name = ''] = rest;
  if (scripts[name] !== undefined) return { script: name };
  if (isOperand(name) && allDependencies.has(name)) return { command: { env: {}, words: rest } };
  return rest.length === args.length ? null : { command: { env: {}, words: ['bun', ...rest] } };
}

const SERVER_LIKE = /server|api|backend|start|serve|express|node\b|app/i;

function unwrapParallel(args: readonly string[]): Unwrapped {
  const names = args.filter(isOperand);
  const script = names.find((name) => SERVER_LIKE.test(name)) ?? names.at(-1) ?? '';
  const others = names.filter((name) => name !== script).join(', ');
  const note = `the start script runs ${others} beside ${script}, which is not started here`;
  return { script, ...(others === '' ? {} : { note }) };
}

function unwrapConcurrently(args: readonly string[]): Unwrapped | null {
  const parts = args.filter(
    (arg, i) =>
      isOperand(arg) &&
      !/^(?:-n|-c|-p|-m|--names|--prefix|--prefix-colors|--max-processes|--success)$/.test(args[i - 1] ?? ''),
  );
  const part = parts.find((text) => SERVER_LIKE.test(text)) ?? parts.at(-1);
  if (part === undefined) return null;
  const others = parts.filter((text) => text !== part).map((text) => `\`${text}\``);
  const note = `concurrently also starts ${others.join(' and ')}, which is not started here`;
  const isScript = part.startsWith('npm:');
  return {
    ...(isScript ? { script: part.slice(4) } : { command: readCommand(part) }),
    ...(others.length === 0 ? {} : { note }),
  };
}

const NODEMON_VALUES =
  /^(?:-x|--exec|-w|--watch|-e|--ext|-i|--ignore|-d|--delay|-s|--signal|--config|--cwd|-C|--on-change-only)$/;

/** berth starts the app again itself when it ends; that it starts anew for each saved file is for development. */
function unwrapNodemon(args: readonly string[], { folder, prefix }: NodePackage): Unwrapped {
  const config = folder.readJson(`${prefix}nodemon.json`)?.['exec'];
  let exec = typeof config === 'string' ? config : null;
  let at = 0;
  for (; at < args.length && args[at]!.startsWith('-'); at++) {
    if (/^(?:-x|--exec)$/.test(args[at]!)) exec = args[at + 1] ?? null;
    if (NODEMON_VALUES.test(args[at]!)) at++;
  }
  const operands = args.slice(at);
  // Options may also stand behind the file.
  const later = operands.findIndex((arg) => /^(?:-x|--exec)$/.test(arg));
  if (later !== -1) exec = operands[later + 1] ?? exec;
  const file = later === -1 ? operands : operands.slice(0, later);
  const runner = exec ?? (/\.[cm]?tsx?$/.test(file[0] ?? '') ? 'ts-node' : 'node');
  const command = readCommand(runner);
  const words = command === null ? null : [...command.words, ...file];
  if (words?.length === 1 && words[0] === 'node') words.push('.');
  return { command: words === null ? null : { env: command?.env ?? {}, words }, isDevelopment: true };
}

function unwrapRestarter(args: readonly string[]): Unwrapped {
  const at = args.findIndex((arg) => /\.[cm]?[jt]s$/.test(arg));
  return { command: at === -1 ? null : { env: {}, words: ['node', ...args.slice(at)] } };
}

function unwrapPm2(args: readonly string[], node: NodePackage): Unwrapped | null {
  const file = args.find(isOperand) ?? '';
  const isCluster = args.some((arg) => /^(?:-i|--instances)/.test(arg));
  const found = /\.config\.c?js$|\.json$|\.ya?ml$/.test(file) ? findPm2Script(node, file) : null;
  const words = found?.words ?? (/\.[cm]?[jt]s$|\/www$/.test(file) ? ['node', file] : null);
  if (words === null) return node.scripts[file] === undefined ? null : { script: file };
  const note = 'pm2 starts several of it; here it is one process, and a platform starts more instances';
  return { command: { env: found?.env ?? {}, words }, ...(isCluster || found?.isCluster === true ? { note } : {}) };
}
