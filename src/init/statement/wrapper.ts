import { posix } from 'node:path';
import type { LineContext } from './shell-variable.ts';

/** What a wrapper starts in truth. */
interface Unwrapped {
  readonly words: readonly string[];
  /** Instead of words: a line that its file gives to a shell. */
  readonly line?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly note?: string;
}

type Unwrap = (args: readonly string[], context: LineContext) => Unwrapped | null;

/** Programs that only start another one. berth does itself what some of them are for: reap, pass signals, become a user. */
const WRAPPERS: Readonly<Record<string, Unwrap>> = {
  env: unwrapEnv,
  nohup: (words) => ({ words }),
  tini: (args) => unwrapFlagged(args, /^-[pe]$/),
  'docker-init': (args) => unwrapFlagged(args, /^-[pe]$/),
  'dumb-init': (args) => unwrapFlagged(args, /^(?:-r|--rewrite)$/),
  catatonit: (args) => unwrapFlagged(args, /^$/),
  gosu: ([user = '', ...words]) => ({ words, user: user.split(':')[0]! }),
  'su-exec': ([user = '', ...words]) => ({ words, user: user.split(':')[0]! }),
  'docker-php-entrypoint': (words) => (words.length === 0 ? null : { words }),
  poetry: unwrapRun,
  pipenv: unwrapRun,
  pdm: unwrapRun,
  uv: unwrapRun,
  npx: unwrapExec,
  npm: unwrapScript,
  yarn: unwrapScript,
  pnpm: unwrapScript,
};

/** What a command starts in truth; null if it is no wrapper, or nothing is known of what it wraps. */
export function unwrapWords(words: readonly string[], context: LineContext): Unwrapped | null {
  const [file = '', ...args] = words;
  const name = posix.basename(file);
  const unwrap = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  const inner = unwrap?.(args, context) ?? null;
  return inner !== null && (inner.words.length > 0 || inner.line !== undefined) ? inner : null;
}

function unwrapEnv(args: readonly string[]): Unwrapped | null {
  if (args[0]?.startsWith('-') === true && args[0] !== '--') return null;
  const end = args.findIndex((arg) => !/^[A-Za-z_]\w*=/.test(arg));
  const pairs = args.slice(0, Math.max(0, end)).map((arg) => [arg.split('=', 1)[0]!, arg.replace(/^\w+=/, '')]);
  return end === -1 ? null : { words: args.slice(end), env: Object.fromEntries(pairs) };
}

function unwrapFlagged(args: readonly string[], withValue: RegExp): Unwrapped {
  let at = 0;
  while (at < args.length && args[at]!.startsWith('-')) {
    if (args[at] === '--') return { words: args.slice(at + 1) };
    at += withValue.test(args[at]!) ? 2 : 1;
  }
  return { words: args.slice(at) };
}

/** `poetry run x`: the program itself, if the environment is one that can be found in the folder. */
function unwrapRun(args: readonly string[], { folder, place }: LineContext): Unwrapped | null {
  const [verb, ...words] = args;
  const [program = ''] = words;
  const bins = ['.venv/bin', 'venv/bin'].map((bin) => posix.join(bin, program));
  const found = bins.find((path) => folder.isExecutable(posix.join(place, path)));
  return verb === 'run' && found !== undefined ? { words: [found, ...words.slice(1)] } : null;
}

function unwrapExec(args: readonly string[], context: LineContext): Unwrapped | null {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const program = `node_modules/.bin/${args[at] ?? ''}`;
  const isThere = at !== -1 && context.folder.isExecutable(posix.join(context.place, program));
  return isThere ? { words: [program, ...args.slice(at + 1)] } : null;
}

/** `npm start`, `yarn serve`: the line of package.json itself. npm swallows signals, and costs memory. */
function unwrapScript(args: readonly string[], { folder, place }: LineContext): Unwrapped | null {
  const operands = args.filter((arg) => !/^(?:--?silent|-s|--production|--)$/.test(arg));
  const [verb = '', ...rest] = operands[0] === 'run' || operands[0] === 'run-script' ? operands.slice(1) : operands;
  const scripts = folder.readJson(posix.join(place, 'package.json'))?.['scripts'] as
    | Record<string, unknown>
    | undefined;
  const line =
    scripts?.[verb] ?? (verb === 'start' && folder.hasFile(posix.join(place, 'server.js')) ? 'node server.js' : null);
  if (typeof line !== 'string' || rest.length > 0 || /&&|\|\||;/.test(line)) return null;
  const before = scripts?.[`pre${verb}`];
  const note = `\`pre${verb}\` of package.json (${String(before)}) is not part of this: let it be done before, or by a \`oneshot\` process`;
  return { words: [], line, ...(typeof before === 'string' ? { note } : {}) };
}
