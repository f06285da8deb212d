import type { AppFolder } from '../app-folder.ts';
import type { Finding, FoundConfig } from '../finding.ts';
import { isOwnPort, toFixedPort } from '../port-literal.ts';

/** Where a program's source says it listens: a number written there, or what it asks for it. */
export type SourcePort =
  | { readonly kind: 'literal'; readonly port: number; readonly file: string }
  | { readonly kind: 'variable'; readonly name: string; readonly value: string; readonly file: string }
  | { readonly kind: 'flag'; readonly words: readonly string[]; readonly file: string };

const MOST_FILES = 200;

/** A variable that is asked for, in the words of Go, Rust, the JVM's languages, Elixir, Crystal, Swift, Nim and Haskell. */
const VARIABLE =
  /(?:[gG]et[eE]nv|[lL]ookupEnv|env::var(?:_os)?|\benv!?|ENV(?:\.fetch|\[)?|environ\.get|get_env|fetch_env!|sys\.env(?:\.get(?:OrElse)?)?|Environment\.get|env\s*=|env(?:config)?:)\s*[("\s[]{0,3}"?([A-Z][A-Z0-9_]*)"/g;
const LISTENED_ON = /(^|_)(PORT|ADDR|ADDRESS|BIND|LISTEN)$/;
/** Words in the names of variables and flags that are about somebody else's port, or about one that no visitor calls. */
const OF_OTHERS =
  /DB|DATA|SQL|PG_|POSTGRES|MONGO|REDIS|CACHE|KAFKA|AMQP|RABBIT|NATS|SMTP|MAIL|FTP|SSH|LDAP|ETCD|CONSUL|ELASTIC|RPC|METRIC|PROM|STATS|ADMIN|DEBUG|PPROF|HEALTH|REMOTE|BACKEND|UPSTREAM|PROXY|TARGET|PEER|SSL|TLS|HTTPS|JAEGER|OTEL|VAULT|MQTT|CLIENT|TEST/i;

/** Go's flag package, and those that look like it. */
const GO_FLAG =
  /\b(flag|fs|flags|flagSet|pflag)\.(?:String|Int|Uint)(?:Var)?\(\s*(?:&[\w.]+\s*,\s*)?"([\w.-]*(?:port|addr|address|listen|bind|http))"\s*,\s*("[^"]*"|[\w.]+)/g;
const CLAP_FLAG =
  /#\[(?:arg|clap|structopt)\([^\])]*\blong\b[^\]]*\]\s*(?:pub\s+)?(port|addr|address|bind|listen)\s*:/g;

/** A host, or none, and the number, as one text: ":8080", "0.0.0.0:8080". */
const ADDRESS = String.raw`"(?:\*|0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\])?:(\d{2,5})"`;
/** The surest first. */
const LITERALS: readonly RegExp[] = [
  new RegExp(String.raw`(?:listen|serve|run|start|bind)[\w.!]*\W{0,12}[^\n"]{0,40}${ADDRESS}`, 'gi'),
  new RegExp(String.raw`(?:listen|bind)\w*\("tcp[46]?",\s*${ADDRESS}`, 'gi'),
  /\(\[\d+,\s*\d+,\s*\d+,\s*\d+\],\s*(\d{2,5})\)/g,
  /(?:listen|serve|run|start|bind|init)[\w.!]*\s*\(\s*\(?\s*(?:"[^"]*"\s*,\s*)?(\d{2,5})\b/gi,
  new RegExp(String.raw`(?:addr|address|port|url)\w*\W{0,12}[^\n"]{0,40}${ADDRESS}`, 'gi'),
  // Haskell's warp and scotty, and a tuple of Erlang.
  /\b(?:run|scotty|warp)\s+(\d{2,5})\b/g,
  /\{port,\s*(\d{2,5})\}/g,
  /\bport\b\s*(?::\s*\w+\s*)?(?:=|:|:=|=>|\()\s*(?:\w+\s*=\s*)?"?(\d{2,5})\b/gi,
];

type Look = (text: string, file: string) => SourcePort | null;

/** Looks through source files with these endings; null where none says anything. What is asked for beats a number. */
export function findSourcePort(
  folder: AppFolder,
  endings: readonly string[],
  isWanted: (name: string) => boolean = () => true,
): SourcePort | null {
  const isSource = (name: string) =>
    endings.some((ending) => name.endsWith(`.${ending}`)) &&
    !/(^|\/)(tests?|spec|examples?|benches)\/|_(test|spec)\.\w+$|Tests?\.\w+$/.test(name) &&
    isWanted(name);
  const files = folder.find(isSource, 7).slice(0, MOST_FILES);
  const texts = files.map((file) => [file, withoutComments(folder.read(file) ?? '')] as const);
  for (const look of [findVariable, findGoFlag, findClapFlag, ...LITERALS.map(toLiteralLook)]) {
    for (const [file, text] of texts) {
      const found = look(text, file);
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

function findVariable(text: string, file: string): SourcePort | null {
  const names = [...text.matchAll(VARIABLE)].map((match) => match[1]!).filter((name) => LISTENED_ON.test(name));
  const name = names.includes('PORT') ? 'PORT' : names.find((one) => !OF_OTHERS.test(one));
  if (name === undefined) return null;
  return { kind: 'variable', name, value: name.endsWith('PORT') ? `\${port}` : `127.0.0.1:\${port}`, file };
}

function findGoFlag(text: string, file: string): SourcePort | null {
  const found = [...text.matchAll(GO_FLAG)].find(([, , flag]) => !OF_OTHERS.test(flag!));
  if (found === undefined) return null;
  const [, by, flag, preset] = found;
  const isAddress = preset!.includes(':') || /addr|listen|bind/.test(flag!);
  const dashes = by === 'pflag' ? '--' : '-';
  return { kind: 'flag', words: [`${dashes}${flag}`, isAddress ? `127.0.0.1:\${port}` : `\${port}`], file };
}

function findClapFlag(text: string, file: string): SourcePort | null {
  const flag = [...text.matchAll(CLAP_FLAG)][0]?.[1];
  if (flag === undefined) return null;
  return { kind: 'flag', words: [`--${flag}`, flag === 'port' ? `\${port}` : `127.0.0.1:\${port}`], file };
}

function toLiteralLook(pattern: RegExp): Look {
  return (text, file) => {
    for (const [, digits] of text.matchAll(pattern)) {
      const port = Number(digits);
      if (isOwnPort(port)) return { kind: 'literal', port, file };
    }
    return null;
  };
}

function withoutComments(text: string): string {
  return text.replace(/^\s*(\/\/|#(?!\[)|;;|\*|--).*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
}
