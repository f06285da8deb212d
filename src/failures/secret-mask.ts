import type { Settings } from '../core/settings.ts';

const SECRET_NAME =
  /secret|token|passw|passphrase|(?<!by)pass(?:$|_)|pwd|credential|api_?key|access_?key|(?:^|_)(?:keys?|dsn)$|private|salt|auth(?!or(?!iz))/i;

/** Names that sound secret and hold paths, without which hardly an error could be understood. */
const PATH_NAME = /^(?:(?:OLD)?PWD|SSH_AUTH_SOCK)$/;

/** A value shorter than this (`1`, `true`, `root`) would mask ordinary words. */
const SHORTEST_SECRET = 6;

const MASK = '***';

// A line may have any length, so no pattern below may begin with a repetition or hold one inside another. That is also
// why a name is looked for by its end (`DB_PASSWORD`) and a URL from its `://` on.

/** What stands between a name and its value, also in JSON, JSON within JSON, PHP and query strings. */
const LINK = String.raw`[\\"'\]]*[ \t]*(?:=>|[:=])[ \t]*\\*["']?`;

const QUOTED = String.raw`(?<=\\["'])[^"'\\\n]+|(?<=")(?:\\.|[^"\\\n])+|(?<=')(?:\\.|[^'\\\n])+`;

const VALUE = String.raw`(?:${QUOTED}|[^\s"',;&]+)`;

/** One token, or several for schemes with parameters (Digest, AWS4-HMAC-SHA256), whose secret may be in any of them. */
const AUTHORIZATION = String.raw`(?:${QUOTED}|(?:apikey|basic|bearer|negotiate|token)[ \t]+[^\s"',;]+|[\w-]+[ \t]+[\w-]+=.*|[^\s"',;]+)`;

// A bare `key` is left alone: it mostly names a place in a cache or a table.
const NAME =
  '(?:password|passwd|passphrase|(?<![a-z])pass|secret|token|credentials?|api[ _-]?key|(?:access|secret|private|encryption|signing|session|shared|account|master)[_-]?key)';

const URL_PASSWORD = /(:\/\/[^\s:/@]*:)([^\s/"'<>]+)@/g;

/** Each keeps its first group and loses the rest. */
const PATTERNS: readonly RegExp[] = [
  new RegExp(`(authorization${LINK})${AUTHORIZATION}`, 'gi'),
  new RegExp(String.raw`(\b(?:set-)?cookie${LINK}).+`, 'gi'),
  new RegExp(String.raw`(${NAME}(?<=--[\w-]{1,40})(?:["'],)?[ \t]+["']?)(?!-)${VALUE}`, 'gi'),
  new RegExp(`(${NAME}${LINK})${VALUE}`, 'gi'),
  new RegExp(`([A-Z0-9]_(?:KEY|DSN|SALT)${LINK})${VALUE}`, 'g'),
  // The working directory goes by this name, too.
  new RegExp(`(pwd${LINK})(?!/)${VALUE}`, 'gi'),
];

/** One of them stands in all that the patterns find: where there is none, they need not be made, which takes a millisecond of a start. */
const TELLING = ['authorization', 'cookie', 'credential', 'dsn', 'key', 'pass', 'pwd', 'salt', 'secret', 'token'];

function mayTell(line: string): boolean {
  const lowerCase = line.toLowerCase();
  return TELLING.some((word) => lowerCase.includes(word));
}

/**
 * Creates a mask for lines of output: values of variables whose names look secret, passwords in URLs, Authorization
 * values, cookies and `password=…` pairs are replaced. It cannot know a secret that looks like an ordinary word.
 */
export function createSecretMask(env: Readonly<Record<string, string | undefined>>): (line: string) => string {
  const listed = Object.entries(env).flatMap(([name, value = '']) => [
    ...listSecretLines(name, value),
    ...listUrlPasswords(value),
  ]);
  const secrets = [...new Set(listed)].sort((a, b) => b.length - a.length);
  return (line) => {
    let masked = line;
    for (const secret of secrets) masked = masked.replaceAll(secret, MASK);
    if (masked.includes('://')) masked = masked.replace(URL_PASSWORD, `$1${MASK}@`);
    if (mayTell(masked)) for (const pattern of PATTERNS) masked = masked.replace(pattern, `$1${MASK}`);
    return masked;
  };
}

/**
 * Puts what the function makes of it in the place of each secret that a text gives away by its form: a password in an address,
 * the value behind a name. `before` is all that stands in front of it.
 */
export function replaceSecrets(text: string, replace: (secret: string, before: string) => string): string {
  const put = (match: string, begin: string, end: string, before: string): string =>
    begin + replace(match.slice(begin.length, match.length - end.length), before + begin) + end;
  const withoutPasswords = text.replace(URL_PASSWORD, (match, begin: string, _, offset: number, whole: string) =>
    put(match, begin, '@', whole.slice(0, offset)),
  );
  return PATTERNS.reduce(
    (result, pattern) =>
      result.replace(pattern, (match, begin: string, offset: number, whole: string) =>
        put(match, begin, '', whole.slice(0, offset)),
      ),
    withoutPasswords,
  );
}

/** Creates the mask for all that berth tells: it knows the secrets in berth's environment and in those of the processes. */
export function createAppMask(
  { processes }: Pick<Settings, 'processes'>,
  env: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const masks = processes.map(({ command }) => createSecretMask(command.env));
  return [createSecretMask(env), ...masks].reduce((inner, outer) => (text) => outer(inner(text)));
}

// A key in PEM is printed line by line, and is often kept with its line ends written as `\n`.
function listSecretLines(name: string, value: string): string[] {
  if (!SECRET_NAME.test(name) || PATH_NAME.test(name)) return [];
  const lines = value.split(/\r?\n|\\n/).map((line) => line.trim());
  return lines.filter((line) => line.length >= SHORTEST_SECRET);
}

// The decoded form may be shorter: a character that had to be encoded is in no ordinary word.
function listUrlPasswords(value: string): string[] {
  const passwords = Array.from(value.matchAll(URL_PASSWORD), ([, , password = '']) => password);
  return passwords.filter(({ length }) => length >= SHORTEST_SECRET).flatMap((raw) => [raw, decodePassword(raw)]);
}

function decodePassword(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
