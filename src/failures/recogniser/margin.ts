/** So many lines must be alike before what they begin with is taken for a margin. */
const FEWEST_LINES = 4;
/** Of a hundred lines so many may stand without it: the command that was typed, what somebody has written above. */
const MOST_BARE_PERCENT = 20;

const QUOTED = /^\s{0,8}(?:>|\u2502|\u2503|\|)(?: |$)/;
const NUMBERED = /^ {0,6}(?<number>\d{1,6})(?:[:|] ?|\t| {1,2}|$)/;

/**
 * How to take off what stands in front of all lines because somebody has quoted, numbered or indented them; null where nothing
 * does. A log writes what is in front of its lines itself, and tells something by it: that is read elsewhere.
 */
export function findMargin(lines: readonly string[]): RegExp | null {
  const said = lines.filter((line) => /\S/.test(line));
  if (said.length < FEWEST_LINES) return null;
  if (isQuoted(said)) return QUOTED;
  if (isNumbered(said)) return NUMBERED;
  const name = findName(said);
  if (name !== null) return name;
  // As a rule some line of the first few begins at once.
  if (said.some((line) => /^\S/.test(line))) return null;
  const indent = Math.min(...said.map((line) => line.search(/\S/)));
  return new RegExp(`^\\s{${indent}}`);
}

/** A name in front of all lines, those of a stack among them, which only somebody who relays them has put there. */
function findName(said: readonly string[]): RegExp | null {
  const [name = ''] = NAME.exec(said[0]!) ?? [];
  if (name === '' || !said.every((line) => line.startsWith(name))) return null;
  return said.some((line) => FRAME.test(line.slice(name.length))) ? NAME : null;
}

const NAME = /^[A-Za-z][\w .-]{0,40}: /;
const FRAME = /^\s+(?:at |File ")/;

function isQuoted(said: readonly string[]): boolean {
  let bare = (said.length * MOST_BARE_PERCENT) / 100;
  return said.every((line) => QUOTED.test(line) || --bare >= 0);
}

/** Each number is the next; empty lines may have been left out. */
function isNumbered(said: readonly string[]): boolean {
  const first = readNumber(said[0]!);
  return said.every((line, index) => readNumber(line) === first + index);
}

function readNumber(line: string): number {
  return Number(NUMBERED.exec(line)?.groups?.['number'] ?? Number.NaN);
}
