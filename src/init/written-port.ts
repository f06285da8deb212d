import type { AppFolder } from './app-folder.ts';

/** A port that comes from outside, in the words of any language. */
export const TOLD_PORT = /\bFC_SERVER_PORT\b|\bFC_CUSTOM_LISTEN_PORT\b|\$\{?PORT\b|[.'"[]PORT\b(?!['"]?\s*=)/;

/** A port that is written down, as the option, the variable or the call that it is given by. */
const FIXED_PORT =
  /(?:(?:-p|--(?:server[.-])?(?:http-)?port|-Dserver\.port|\b(?:SERVER_)?PORT|\bport|\blisten)["']?[\s=:(]+["']?|(?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::\]|["'\s*]):)(\d{2,5})(?![\d.])/i;

/** What a program that a command names says of its port. */
export interface NamedPort {
  readonly file: string;
  /** null: it takes it from its environment. */
  readonly port: number | null;
}

/** Looks for a port in the files that a command or a script names; null if they say nothing of one. */
export function findNamedPort(folder: AppFolder, script: string): NamedPort | null {
  for (const file of listNamedFiles(folder, script)) {
    const source = folder.read(file) ?? '';
    if (TOLD_PORT.test(source)) return { file, port: null };
    const port = findFixedPort(source);
    if (port !== null) return { file, port };
  }
  return null;
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
