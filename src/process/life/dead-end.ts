import { endsInOutcry, recognise } from '../../failures/recogniser.ts';

/** What watchers and supervisors say when they leave a server ended until somebody changes something. */
const GIVEN_UP: readonly RegExp[] = [
  /\[nodemon\] app crashed - waiting for file changes/,
  /^Failed running '[^']*'/,
  /Found [1-9]\d* errors?\. Watching for file changes\./,
  /^Exception in thread django-main-thread:/,
  /gave up: \S+ entered FATAL state/,
  /had too many unstable restarts \(\d+\)\. Stopped/,
  /^\[\d+\] .{1,200} exited with code [1-9]/,
  /dotnet watch .{0,10}(?:Exited with error code|Waiting for a file to change before restarting)/,
  /\[Finished running\. Exit status: [1-9]/,
];

/** Of an app that may only wait for somebody else, and try again. */
const MAY_HEAL =
  /refus|ECONN|unreach|time[sd]?[- ]?out|ENOTFOUND|EAI_AGAIN|resol|connect|starting|retr(?:y|ies)|again|wait|lock|back-?off|attempt|unavailable|not ready|loading|migrat/i;

const LISTENING = /listen|running (?:on|at)|started (?:on|at)|serving|ready (?:on|at)|available (?:on|at)/i;

/** What apps open before the port that matters. */
const SIDE_DOOR = /metric|health|debug|inspect|admin|manage|jmx|prometheus|probe|internal|grpc|telemetry|profil/i;

/** A port does not become free while the app waits, for it is berth's own, or somebody else has it. */
const PORT_IN_USE = /EADDRINUSE|address already in use|already in use/i;

/** Names of functions may be any other word. */
const STACK_FRAME = /^\s+at /;
const ANOTHER_TRY = /\bretry(?:ing)?\b|\bagain\b/i;

/** Lines among which a word of hope counts. */
const LAST_LINES = 20;

/** True for a line by which a program that looks after others says that it has stopped doing so. */
export function saysGivenUp(line: string): boolean {
  return GIVEN_UP.some((pattern) => pattern.test(line));
}

/** True if the app has said that it listens on the port, and not that this is one of several. */
export function saysListening(lines: readonly string[], port: number | null): boolean {
  if (port === null) return false;
  const isPort = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  return lines.some((line) => LISTENING.test(line) && isPort.test(line)) && !lines.some((line) => SIDE_DOOR.test(line));
}

/** Deaths in the same words, after which a supervisor is not waited for: berth itself would not have tried a second time. */
const MOST_DEATHS = 5;

/** True if the same last words were said again and again, and nobody in them waits for somebody else. */
export function saysTheSameAgain(lines: readonly string[]): boolean {
  if (lines.slice(-LAST_LINES).some((line) => (STACK_FRAME.test(line) ? ANOTHER_TRY : MAY_HEAL).test(line)))
    return false;
  const [words] = recognise(lines, { isRunning: true })?.evidence ?? [];
  if (words === undefined || words === '') return false;
  const likeness = toLikeness(words);
  return lines.filter((line) => toLikeness(line).includes(likeness)).length >= MOST_DEATHS;
}

// Times, pids and ports make every life's words look new.
function toLikeness(line: string): string {
  return line.replace(/\d+/g, '0');
}

/** True if the last that was said is the end of a start, of which nobody says that it may still go well. */
export function isLastSaid(lines: readonly string[]): boolean {
  const last = lines.slice(-LAST_LINES);
  if (last.some((line) => (STACK_FRAME.test(line) ? ANOTHER_TRY : MAY_HEAL).test(line))) return false;
  const found = recognise(lines, { isRunning: true });
  if (found?.evidence.some((line) => PORT_IN_USE.test(line)) === true) return true;
  return found?.certainty === 'certain' || endsInOutcry(lines);
}
