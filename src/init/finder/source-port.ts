import type { AppFolder } from '../app-folder.ts';
import type { Finding, FoundConfig } from '../finding.ts';
import { toFixedPort } from '../port-literal.ts';

/** Where a program's source says it listens: a number written there, or what it asks for it. */
export type SourcePort =
  | { readonly kind: 'literal'; readonly port: number; readonly file: string }
  | { readonly kind: 'variable'; readonly name: string; readonly value: string; readonly file: string }
  | { readonly kind: 'flag'; readonly flag: string; readonly value: string; readonly file: string };

const MOST_FILES = 200;

const VARIABLE =
  /(?:getenv|LookupEnv|env::var|env|getProperty|environ\.get|get_env|fetch_env!)\(?\s*[("]\s*"?((?:[A-Z][A-Z0-9]*_)*(?:PORT|ADDR|ADDRESS|BIND|LISTEN))"/i;
const FLAG =
  /\b(?:flag|pflag|fs|flags|Flags\(\)|kingpin)\.(?:String|Int|Uint|Flag|IntVar|StringVar|StringP|IntP|StringVarP|IntVarP)\(\s*(?:&[\w.]+,\s*)?"((?:[\w-]+[-.])?(?:port|addr|address|listen|bind|http))"\s*,\s*(?:"[a-z]"\s*,\s*)?("[^"]*"|\d+)?/;
const LITERALS = [
  // A host, or none, and the number, as one text: ":8080", "0.0.0.0:8080", "http://localhost:8080".
  /(?:listen|serve|run|start|bind|addr|address|port|new)[\w.!]*\W{0,12}[^\n"]{0,40}"(?:https?:\/\/)?(?:\*|0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\])?:(\d{2,5})"/i,
  /\(\[\d+,\s*\d+,\s*\d+,\s*\d+\],\s*(\d{2,5})\)/,
  /(?:listen|serve|run|start|bind|start_link)[\w.!]*\s*\(\s*\(?\s*(?:"[^"]*"\s*,\s*)?(\d{2,5})\b/i,
  /\bport\b\s*(?:=|:|=>|\()\s*(?:[A-Za-z]+\s*=\s*)?(\d{2,5})\b/i,
];

/** Looks through source files with these endings; null where none says anything. What is asked for beats a number. */
export function findSourcePort(folder: AppFolder, endings: readonly string[], under = ''): SourcePort | null {
  const isSource = (name: string) =>
    name.startsWith(under) &&
    endings.some((ending) => name.endsWith(`.${ending}`)) &&
    !/(^|\/)(tests?|spec|examples?|benches)\/|_test\.\w+$|Tests?\.\w+$/.test(name);
  const texts = folder
    .find(isSource, 7)
    .slice(0, MOST_FILES)
    .map((file) => [file, withoutComments(folder.read(file) ?? '')] as const);
  for (const look of [findVariable, findFlag, findLiteral]) {
    for (const [file, text] of texts) {
      const found = look(file, text);
      if (found !== null) return found;
    }
  }
  return null;
}

/** What a config says of it; `told`: the command has the port already. A flag is for the command, not for this. */
export function toPortConfig(port: SourcePort | 'told' | null): Pick<Finding, 'notes'> & { config: FoundConfig } {
  if (port === null) {
    const note = 'Its port was not seen: if it does not read $PORT, write the number it listens on as port';
    return { config: { port: 'auto' }, notes: [note] };
  }
  if (port === 'told' || port.kind === 'flag') return { config: { port: 'auto' }, notes: [] };
  if (port.kind === 'literal') return toFixedPort(port.port, port.file);
  return { config: { port: 'auto', ...(port.name === 'PORT' ? {} : { env: { [port.name]: port.value } }) }, notes: [] };
}

function findVariable(file: string, text: string): SourcePort | null {
  const name = VARIABLE.exec(text)?.[1];
  if (name === undefined) return null;
  return {
    kind: 'variable',
    name,
    value: name.toUpperCase().endsWith('PORT') ? `\${port}` : `127.0.0.1:\${port}`,
    file,
  };
}

function findFlag(file: string, text: string): SourcePort | null {
  const [, flag, preset = ''] = FLAG.exec(text) ?? [];
  if (flag === undefined) return null;
  const isAddress = preset.includes(':') || /addr|listen|bind/.test(flag);
  return { kind: 'flag', flag, value: isAddress ? `127.0.0.1:\${port}` : `\${port}`, file };
}

function findLiteral(file: string, text: string): SourcePort | null {
  for (const pattern of LITERALS) {
    const port = Number(pattern.exec(text)?.[1] ?? 0);
    if (port > 0 && port < 65_536) return { kind: 'literal', port, file };
  }
  return null;
}

function withoutComments(text: string): string {
  return text.replace(/^\s*(\/\/|#(?!\[)|;;|\*|--).*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
}
