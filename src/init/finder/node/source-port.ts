import { posix } from 'node:path';
import type { AppFolder } from '../../app-folder.ts';
import { isOwnPort } from '../../port-literal.ts';

/** Where a program says that it listens. */
export interface SourcePort {
  /** The variable that its port comes from. */
  readonly variable: string | null;
  /** The number that is written into it. */
  readonly port: number | null;
  /** The variable that its address comes from. */
  readonly hostVariable: string | null;
  /** The address that is written into it. */
  readonly host: string | null;
  /** The file that says so. */
  readonly file: string;
}

const MOST_FILES = 40;
const MOST_BYTES = 262_144;
const ENDS = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '/index.js', '/index.mjs', '/index.ts'];

/** Names that a program's own port goes by; another `…_PORT` is that of a database. */
const VARIABLE =
  /^(?:(?:APP|SERVER|HTTP|NODE|WEB|API|LISTEN|SERVICE|BACKEND|EXPRESS|FC_SERVER|FC_CUSTOM_LISTEN|npm_package_config)_?)?PORT$/i;
const VARIABLES = [
  /\b(?:process|Bun|import\.meta|Deno)\.env(?:\.get\()?\??\.?(?:\[?['"`])?(\w*port)\b/gi,
  /\b(?:env|get|config|getOrThrow|number|int|num|string)(?:<\w+>)?\(\s*['"`](\w*PORT)['"`]/g,
];
/** A schema that the whole environment is checked by. */
const CHECKED = /\b(\w*PORT)['"]?\s*:\s*(?:\w+\.){0,3}\w+\s*\(/g;
const TAKEN_OUT = /\{([^{}]*)\}\s*=\s*(?:process\.env|Bun\.env|env)\b/g;

const LISTENS = /\.listen\s*\(|\bserve\s*\(|\bcreateServer\b|\.[sS]erver\s*\(|\.connection\s*\(|\blisten\b/;
const DIRECT = /\.listen\s*\(\s*(?:\{[^{}]*?\bport\s*:\s*)?['"]?(\d{2,5})\b/;
const NAMED = /\bport['"]?\s*(?::\s*(?:number\s*=\s*)?|=\s*|,\s*)['"]?(\d{2,5})\b(?!\.)/i;

const HOST =
  /\.listen\s*\(\s*[^,(){}]{1,100}(?:\([^()]*\))?[^,(){}]{0,100},\s*['"`]([\d.]+|[\da-f]*:[\da-f:]*|localhost)['"`]/i;
const NAMED_HOST = /\b(?:host(?:name)?)['"]?\s*[:=]\s*['"`]([\d.]{7,15}|::1?|localhost)['"`]/i;
const HOST_VARIABLE = /\b(?:process|Bun)\.env\.(HOST|HOSTNAME|BIND_ADDRESS|LISTEN_HOST|SERVER_HOST|APP_HOST)\b/;

/**
 * Looks for the port of a program, in its entry and what that loads from beside it, the nearest first and not too many. null
 * if none of them says where it listens.
 */
export function findSourcePort(folder: AppFolder, entry: string): SourcePort | null {
  const seen = new Set<string>();
  const waiting = [entry];
  let guess: SourcePort | null = null;
  for (let file = waiting.shift(); file !== undefined && seen.size < MOST_FILES; file = waiting.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = stripComments(folder.readBytes(file, MOST_BYTES)?.toString('utf8') ?? '');
    const found = readPort(text, file);
    if (found !== null && (found.variable !== null || LISTENS.test(text))) return found;
    guess ??= found;
    waiting.push(...listLoaded(folder, file, text));
  }
  return guess;
}

/** Says whether a program, or what it loads from beside it, listens anywhere. */
export function isListening(folder: AppFolder, entry: string): boolean {
  const found = findSourcePort(folder, entry);
  return found !== null && LISTENS.test(folder.read(found.file) ?? '');
}

function readPort(text: string, file: string): SourcePort | null {
  const variable = findVariable(text);
  const port = variable === null ? findNumber(text) : null;
  if (variable === null && port === null) return null;
  const host = (HOST.exec(text) ?? (LISTENS.test(text) ? NAMED_HOST.exec(text) : null))?.[1] ?? null;
  return { variable, port, hostVariable: HOST_VARIABLE.exec(text)?.[1] ?? null, host, file };
}

function findVariable(text: string): string | null {
  const names = VARIABLES.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
  for (const [, list = ''] of text.matchAll(TAKEN_OUT)) names.push(...(list.match(/\b\w*PORT\b/gi) ?? []));
  if (/\b(?:process|Bun)\.env\b(?!\.|\[['"`])/.test(text))
    names.push(...[...text.matchAll(CHECKED)].map((match) => match[1]!));
  const own = names.filter((name) => VARIABLE.test(name));
  return own.includes('PORT') ? 'PORT' : (own[0] ?? null);
}

function findNumber(text: string): number | null {
  const found = DIRECT.exec(text)?.[1] ?? NAMED.exec(text)?.[1];
  const port = Number(found ?? 0);
  return isOwnPort(port) ? port : null;
}

/** Only whole lines of comment, and blocks: what stands behind code may be part of an address. */
function stripComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const { index } of text.matchAll(/(?<=^|[\s(;,{])\/\*/g)) {
    if (index < at) continue;
    const end = text.indexOf('*/', index + 2);
    // The `/*` of an address ends nowhere.
    if (end === -1) break;
    parts.push(text.slice(at, index));
    at = end + 2;
  }
  return [...parts, text.slice(at)].join('').replace(/^[ \t]*\/\/.*$/gm, '');
}

const LOADED = /(?:\brequire\s*\(\s*|\bfrom\s+|\bimport\s*\(?\s*)['"`]((?:\.{1,2}|[@~])\/[^'"`\n]*|\.{1,2})['"`]/g;

function listLoaded(folder: AppFolder, file: string, text: string): readonly string[] {
  return [...text.matchAll(LOADED)].flatMap((match) => {
    const named = match[1]!;
    // `@/env` is, by custom, src/env.
    const isAlias = /^[@~]/.test(named);
    const path = isAlias ? toSourceFolder(file) + named.slice(2) : posix.join(posix.dirname(file), named);
    if (path.startsWith('..')) return [];
    return findSource(folder, path) ?? [];
  });
}

function toSourceFolder(file: string): string {
  const at = file.indexOf('src/');
  return at === -1 ? '' : file.slice(0, at + 4);
}

/** The file that `require` or a TypeScript import means by a path; null if there is none. */
export function findSource(folder: AppFolder, path: string): string | null {
  const bare = path.replace(/\/$/, '');
  const names = [...ENDS.map((end) => bare + end), bare.replace(/\.js$/, '.ts'), bare.replace(/\.mjs$/, '.mts')];
  return names.find((name) => folder.hasFile(name)) ?? null;
}
