const SECRET_NAME = /secret|token|passw|pwd|credential|api_?key|access_?key|private|salt|auth/i;

/** A value shorter than this (`1`, `true`, `root`) would mask ordinary words. */
const SHORTEST_SECRET = 6;

const MASK = '***';

/**
 * Creates a mask for lines of output: values of variables whose names look secret, Authorization values, cookies, passwords in
 * URLs and `password=…` pairs are replaced. It cannot know a secret that looks like an ordinary word.
 */
export function createSecretMask(env: Readonly<Record<string, string | undefined>>): (line: string) => string {
  const values = Object.entries(env)
    .filter(([name, value]) => SECRET_NAME.test(name) && value !== undefined && value.length >= SHORTEST_SECRET)
    .map(([, value]) => value!)
    .sort((a, b) => b.length - a.length);
  return (line) => {
    let masked = line;
    for (const value of values) masked = masked.replaceAll(value, MASK);
    return masked
      .replace(/\b(authorization\s*[:=]\s*)(?:(?:basic|bearer|digest)\s+)?[^\s"',;]+/gi, `$1${MASK}`)
      .replace(/\b((?:set-)?cookie["']?\s*[:=]\s*).+/gi, `$1${MASK}`)
      .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi, `$1${MASK}@`)
      .replace(/\b((?:password|passwd|pwd|secret|token|api_?key)["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, `$1${MASK}`);
  };
}
