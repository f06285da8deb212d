import { posix } from 'node:path';
import { DEFAULT_PORT } from '../../core/port-rule.ts';
import type { FoundConfig } from '../finding.ts';
import { toFixedPort } from '../port-literal.ts';
import { findNamedPort, type NamedPort } from '../written-port.ts';
import type { LineContext } from './shell-variable.ts';
import type { StartLine } from './start-line.ts';
import { withToldPort } from './told-port.ts';

/** What the rest of a file says of the port. */
export interface PortHint {
  /** The number it names outside the command; null: none. */
  readonly port: number | null;
  /** Where it does, for a person: `EXPOSE of the Dockerfile`. */
  readonly where: string;
  /** It sets `PORT`, or its platform does. */
  readonly isTold: boolean;
}

/** Where an app listens, as the config says it, and the command for that. */
export interface StatedPort {
  readonly words: readonly string[];
  readonly config: Pick<FoundConfig, 'port' | 'listen' | 'upstream'>;
  readonly notes: readonly string[];
  /** Variables by which the program takes its port. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Below this, only root may listen. */
const FIRST_FREE_PORT = 1024;

/**
 * Where the app listens. A number in the command stays, unless it is berth's own or root's alone: then `${port}` stands in its
 * place. Else what the source says counts, then what the rest of the file does; what says nothing is told by `$PORT`.
 */
export function choosePort(line: StartLine, context: LineContext, hint: PortHint): StatedPort {
  const { words, port: told } = line;
  if (told?.kind === 'socket') return toSocket(words, told.path);
  if (told?.kind === 'told') return { words, config: { port: 'auto' }, notes: [] };
  if (told?.kind === 'literal') {
    const isScript = words[1] === '-c';
    if (isScript) return { words, ...toFixedPort(told.port, 'the command') };
    if (told.port !== DEFAULT_PORT && told.port >= FIRST_FREE_PORT)
      return { words, config: { port: told.port }, notes: [] };
    return { words: withToldPort(words, told), config: { port: 'auto' }, notes: [] };
  }
  const option = hint.port === null ? findOption(words) : null;
  if (option !== null) return { words: [...words, ...option], config: { port: 'auto' }, notes: [] };
  const named = findNamedPort(context.folder, words.map((word) => join(context.place, word)).join(' '));
  if (named !== null) return toNamed(words, named, hint);
  if (hint.isTold && findPortVariable(words, hint) === null) return { words, config: { port: 'auto' }, notes: [] };
  const env = findPortVariable(words, hint);
  if (env !== null) return { words, config: { port: 'auto' }, notes: [], env };
  if (hint.port !== null) return { words, ...toFixedPort(hint.port, hint.where) };
  const note =
    'nothing says where the app listens: it is told by $PORT; if it has a port of its own, write its number as `port`';
  return { words, config: { port: 'auto' }, notes: isKnownToTake(words) ? [] : [note] };
}

/** What the source says, save where the file sets the variable itself that the source asks for. */
function toNamed(
  words: readonly string[],
  { file, port, env, words: more = [] }: NamedPort,
  hint: PortHint,
): StatedPort {
  if (port !== null) return { words, ...toFixedPort(port, file) };
  // The words of a script's shell are not the program's own.
  const isScript = words[1] === '-c';
  if (isScript && more.length > 0 && hint.port !== null) return { words, ...toFixedPort(hint.port, hint.where) };
  return {
    words: isScript ? words : [...words, ...more],
    config: { port: 'auto' },
    notes: [],
    ...(env === undefined ? {} : { env }),
  };
}

/** A socket in a folder of the system is one in berth's own, which needs no root. */
function toSocket(words: readonly string[], path: string): StatedPort {
  const own = `\${runDir}/${posix.basename(path)}`;
  const isMoved = path.startsWith('/') && words[1] !== '-c';
  const moved = isMoved ? words.map((word) => word.replace(path, own)) : words;
  return { words: moved, config: { upstream: { unix: isMoved ? own : path } }, notes: [] };
}

function join(place: string, word: string): string {
  return place === '' || word.startsWith('-') || word.startsWith('/') ? word : `${place}/${word.replace(/^\.\//, '')}`;
}

/** Programs that take their port from a variable of their own. */
const VARIABLES: ReadonlyArray<readonly [command: RegExp, variable: string, value: string]> = [
  [/^(?:\S*\/)?dotnet (?!.*--urls)/, 'ASPNETCORE_URLS', `http://127.0.0.1:\${port}`],
  [/^(?:\S*\/)?flask (?:.* )?run\b/, 'FLASK_RUN_PORT', `\${port}`],
  [/^(?:\S*\/)?uvicorn /, 'UVICORN_PORT', `\${port}`],
  [/^(?:\S*\/)?streamlit run /, 'STREAMLIT_SERVER_PORT', `\${port}`],
];

/** Programs that know a port by an option alone, and without it take one of their own. */
const OPTIONS: ReadonlyArray<readonly [command: RegExp, option: readonly string[]]> = [
  [/(?:^|[/ ])fastapi (?:run|dev)\b/, ['--port', `\${port}`]],
  [/\bmanage\.py runserver(?: --\w+)*$/, [`127.0.0.1:\${port}`]],
  [/-m http\.server(?: -.*)?$/, [`\${port}`]],
  [/(?:^|[/ ])hypercorn /, ['--bind', `127.0.0.1:\${port}`]],
  [/(?:^|[/ ])daphne /, ['-b', '127.0.0.1', '-p', `\${port}`]],
  [/\bartisan serve\b/, [`--port=\${port}`]],
  [/(?:^|[/ ])rackup\b/, ['-p', `\${port}`]],
];

function findOption(words: readonly string[]): readonly string[] | null {
  return words[1] === '-c' ? null : (OPTIONS.find(([command]) => command.test(words.join(' ')))?.[1] ?? null);
}

/** dotnet's images have a port that they expose, and another for whoever is not root: the variable is surer. */
function findPortVariable(words: readonly string[], hint: PortHint): Record<string, string> | null {
  const text = words.join(' ');
  const found = VARIABLES.find(([command]) => command.test(text));
  if (found === undefined || (hint.port !== null && hint.port >= FIRST_FREE_PORT && !text.includes('dotnet ')))
    return null;
  return { [found[1]]: found[2] };
}

/** Programs that take `$PORT` by themselves. */
function isKnownToTake(words: readonly string[]): boolean {
  return words.some((word) => /(?:^|\/)(?:gunicorn|puma|rails|rackup|next|thruster|heroku-php-\w+)$/.test(word));
}
