import { isOwnPort } from '../../port-literal.ts';

/** How a program in Python learns where to listen. */
export type PortWay =
  | { readonly by: 'variable'; readonly name: string }
  /** The words of its command line that say so. */
  | { readonly by: 'words'; readonly words: readonly string[] }
  /** `text` is the place in the source. */
  | { readonly by: 'literal'; readonly port: number; readonly text: string };

const VARIABLE = /(?:environ(?:\.get)?|getenv|config|env(?:\.int|\.str)?)\s*[([]\s*['"]([A-Z][A-Z0-9_]*)['"]/g;
/** Not where others listen that the app is a client of. */
const OTHERS =
  /(?:DB|SQL|DATABASE|POSTGRES|PG|MONGO\w*|REDIS|CACHE|MEMCACHED?|MAIL|SMTP|IMAP|RABBIT\w*|AMQP|MQTT|KAFKA|ELASTIC\w*|ES|PROXY|DEBUG\w*|METRICS|PROMETHEUS|STATSD|SSH|FTP|BROKER|CELERY|UDP)_?(?:SERVER_|HOST_)?PORT$/;

const OPTION = /(?:add_argument|option|Option|define)\(\s*(?:['"]-\w['"]\s*,\s*)?['"]((?:--)?(?:[a-z]+[-_])?port)['"]/;
const TYPER = /\bport\s*:[^=\n,]*=\s*typer\.Option\(/;
const POSITION = /int\(\s*(?:sys\.)?argv\[\s*1\s*\]\s*\)/;

/** From the surest to what only looks like it. */
const LITERALS: readonly RegExp[] = [
  /(?<!connect\()\(\s*(?:['"](?:[\d.:*]*|localhost|[\w-]+(?:\.[\w-]+)+)['"]|\w*(?:host|HOST|addr|ADDR)\w*)\s*,\s*(\d{2,5})\s*[,)]/g,
  /['"]server\.socket_port['"]\s*:\s*(\d{2,5})\b/g,
  /\b(?:(?:server|http|app|listen|web|bind)_?)?port\s*(?::\s*int\s*)?=\s*(\d{2,5})\b/gi,
  /\blisten(?:TCP)?\(\s*(\d{4,5}|80)\b/g,
  /\bserve\(\s*[^()\n]{0,120},\s*(\d{4,5})\b/g,
  /['"]port['"]\s*:\s*(\d{2,5})\b/gi,
  /\bbind\s*=\s*\[?\s*['"][\w.*]*:(\d{2,5})['"]/g,
];

/** Reads it from the source; null if it is not to be seen there. What takes its port from outside beats what has one. */
export function findPortWay(code: string): PortWay | null {
  const names = [...code.matchAll(VARIABLE)].map((match) => match[1]!);
  const name = names.find((one) => one.endsWith('PORT') && !OTHERS.test(one));
  if (name !== undefined) return { by: 'variable', name };
  const option = OPTION.exec(code)?.[1] ?? (TYPER.test(code) ? '--port' : undefined);
  if (option !== undefined) return { by: 'words', words: toWords(code, option) };
  if (POSITION.test(code)) return { by: 'words', words: [`\${port}`] };
  for (const pattern of LITERALS) {
    const match = [...code.matchAll(pattern)].find((one) => isOwnPort(Number(one[1])));
    if (match !== undefined) return { by: 'literal', port: Number(match[1]), text: match[0] };
  }
  return null;
}

function toWords(code: string, option: string): readonly string[] {
  if (option.startsWith('--')) return [option, `\${port}`];
  // Tornado names its options without dashes, argparse its positions.
  return /\bdefine\(\s*['"]/.test(code) ? [`--${option}=\${port}`] : [`\${port}`];
}
