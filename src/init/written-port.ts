import type { AppFolder } from './app-folder.ts';
import { findSourcePort } from './finder/node/source-port.ts';
import { findPortWay } from './finder/python/port.ts';
import { toCode } from './finder/python/source.ts';

/** A port that comes from outside, in the words of any language. */
export const TOLD_PORT = /\bFC_SERVER_PORT\b|\bFC_CUSTOM_LISTEN_PORT\b|\$\{?PORT\b|[.'"[]PORT\b(?!['"]?\s*=)/;

/** A port that is written down, as the option, the variable or the call that it is given by. */
const FIXED_PORT =
  /(?:(?:-p|--(?:server[.-])?(?:http-)?port|-Dserver\.port|\b(?:SERVER_)?PORT|\bport|\blisten)["']?[\s=:(]+["']?|(?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::\]|["'\s*]):)(\d{2,5})(?![\d.])/i;

/** What a program that a command names says of its port. */
export interface NamedPort {
  readonly file: string;
  /** null: it takes it from outside, by `$PORT` where nothing else is said. */
  readonly port: number | null;
  /** Another variable that it takes it from, or the words of the command line that say it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
}

/**
 * Looks for a port in the files that a command or a script names, and in what those load, by the words of their language;
 * null if they say nothing of one.
 */
export function findNamedPort(folder: AppFolder, script: string): NamedPort | null {
  for (const file of listNamedFiles(folder, script)) {
    const found = findPortIn(folder, file);
    if (found !== null) return { file, ...found };
  }
  return null;
}

function findPortIn(folder: AppFolder, file: string): Omit<NamedPort, 'file'> | null {
  if (/\.[cm]?[jt]sx?$/.test(file)) return findNodePort(folder, file);
  const text = folder.read(file) ?? '';
  if (file.endsWith('.py')) return findPythonPort(text);
  if (TOLD_PORT.test(text)) return { port: null };
  const port = findFixedPort(text);
  return port === null ? null : { port };
}

function findNodePort(folder: AppFolder, file: string): Omit<NamedPort, 'file'> | null {
  const found = findSourcePort(folder, file);
  if (found?.variable == null) return found?.port == null ? null : { port: found.port };
  return toVariable(found.variable);
}

function findPythonPort(text: string): Omit<NamedPort, 'file'> | null {
  const way = findPortWay(toCode(text));
  switch (way?.by) {
    case 'variable':
      return toVariable(way.name);
    case 'words':
      return { port: null, words: way.words };
    case 'literal':
      return { port: way.port };
    default:
      return null;
  }
}

/** The names that berth tells the port by anyway need not be written. */
function toVariable(name: string): Omit<NamedPort, 'file'> {
  return TOLD_PORT.test(`$${name}`) || TOLD_PORT.test(`.${name}`) || name === name.toLowerCase()
    ? { port: null }
    : { port: null, env: { [name]: `\${port}` } };
}

/** The port that a text gives to what it starts, or listens on; null if it has none. */
export function findFixedPort(text: string): number | null {
  const port = Number(FIXED_PORT.exec(text)?.[1] ?? 0);
  return port >= 80 && port <= 65_535 ? port : null;
}

/** Files of the folder that a script names, such as `node server.js` or `python -m shop.main`. */
function listNamedFiles(folder: AppFolder, script: string): string[] {
  const words = script.split(/[\s"'`;()&|<>=]+/).map((word) => word.replace(/^(?:\.\/|\/code\/)/, ''));
  const names = words.flatMap((word) => [word, `${word.replaceAll('.', '/')}.py`]);
  return [...new Set(names)].filter((name) => name !== '' && !name.startsWith('/') && folder.hasFile(name));
}
