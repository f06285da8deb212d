import type { Diagnosis } from '../../core/diagnosis.ts';
import type { ChosenPort } from '../../core/port-rule.ts';

/** berth's own port, and one that berth could have instead. */
export interface OwnPort extends ChosenPort {
  /** Free on this machine when it was looked for. */
  readonly otherPort: number;
}

const IN_USE = /address already in use|EADDRINUSE|connection in use|\(98:|errno 98\b/i;
/** Words of apps themselves, which name the port: "Port 9000 is already in use" of the generators of Express and Koa. */
const TAKEN =
  /\b(?:already|currently|being) (?:in use|used|taken|running|bound|occupied|allocated|listen\w*)\b|\b(?:is|was) (?:in use|used|taken|occupied|busy|not (?:available|free))\b|\baddress in use\b/i;

/** The error's own number, which is no port. */
const ERROR_NUMBER = /errno 98\b|[([]98\b/gi;

/**
 * Says whose port it is if an app complains of one that is in use and that is berth's own: an app keeps the port it had
 * before berth stood in front of it. One that names no port is likely to mean that one, for its other was free. Any other
 * diagnosis comes back as it is. 0: berth's port is whatever was free.
 */
export function nameOwnPort(diagnosis: Diagnosis, own: OwnPort): Diagnosis {
  const { port } = own;
  const isOwn = new RegExp(`(?<![\\d.])${port}(?!\\d)`);
  const isAbout = (line: string): boolean => IN_USE.test(line) || (TAKEN.test(line) && isOwn.test(line));
  const complaints = diagnosis.evidence.filter(isAbout);
  if (port === 0 || complaints.length === 0) return diagnosis;
  const cure = toOwnPortCure(own);
  if (complaints.some((line) => isOwn.test(line))) {
    return { ...diagnosis, cause: `The app wants to listen on port ${port}, which is berth's own.`, cure };
  }
  if (complaints.some((line) => /\d/.test(line.replace(ERROR_NUMBER, '')))) return diagnosis;
  const cause = `The app wants to listen on a port that is in use, most likely on ${port}, which is berth's own.`;
  return { ...diagnosis, cause, cure, certainty: 'likely' };
}

/**
 * Says of an app that complains of another port than the one it is told that it does not take that one: `port: auto` alone would
 * change nothing. `toldPort`: in its `$PORT`; null: it is told none. Any other diagnosis comes back as it is.
 */
export function nameWrittenPort(diagnosis: Diagnosis, toldPort: number | null): Diagnosis {
  const complaints = diagnosis.evidence.filter((line) => IN_USE.test(line) || TAKEN.test(line));
  const numbers = complaints.flatMap(
    (line) => line.replace(ERROR_NUMBER, '').match(/(?<![\d.])\d{2,5}(?![\d.]*\d)/g) ?? [],
  );
  // Others complain of a process that runs already, and mean a pid file.
  const isOfPort = diagnosis.cure.includes('port: auto');
  if (toldPort === null || !isOfPort || numbers.length === 0 || numbers.includes(String(toldPort))) return diagnosis;
  const cure = `Let it listen on the port that berth tells it, ${toldPort} this time: by \`$PORT\`, or by its own option in \`command\` with \`\${port}\`; it has another written into it. Or stop the other program, and write that number as \`port\`.`;
  return { ...diagnosis, cure };
}

/**
 * Explains an app that ends in good order although it has just said that it runs on berth's own port: Express 5 gives an
 * error of `listen` to the callback, which most apps take for the word that all is well. null if it has said no such thing.
 */
export function diagnoseQuietEnd(lines: readonly string[], own: OwnPort): Diagnosis | null {
  const { port } = own;
  const isOwn = new RegExp(`(?<![\\d.])${port}(?!\\d)`);
  const line = port === 0 ? undefined : lines.findLast((said) => isOwn.test(said));
  if (line === undefined) return null;
  const cause = `The app has ended by itself behind a line that names port ${port}, which is berth's own. Express 5 ends so, without a word, if it finds its port in use.`;
  return { cause, cure: toOwnPortCure(own), certainty: 'likely', evidence: [line.trim()] };
}

/** What to do about an app that has berth's own port written into it: what stands there works as it is. */
export function toOwnPortCure({ port, source, otherPort }: OwnPort): string {
  const platform = 'Function Compute: `customRuntimeConfig.port`, before 3.0 `caPort`; Cloud Run: `--port`';
  return `Let the app listen on the port that berth tells it in \`$PORT\` (\`port: auto\`). If ${port} is written into it, let it have that, and berth another: \`${toListenSetting(source, otherPort)}\` and \`port: ${port}\`. Then set the port that the platform calls to ${otherPort} too (${platform}).`;
}

/** A flag or a variable of berth beats the file, so what it says must be said by it again. */
function toListenSetting(source: string, port: number): string {
  if (source === '--port') return `--port ${port}`;
  if (source.startsWith('--set ') || source.startsWith('BERTH_')) return `${source}=${port}`;
  return `listen: { port: ${port} }`;
}
