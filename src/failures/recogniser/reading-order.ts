/** A date and a time as most logs write them; such texts are in the order of what they stand for. */
const MOMENT = /^.{0,40}?(\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)/;

/** So often must the time have gone back; a few lines that came late are no reason to turn a log round. */
const FEWEST_STEPS_BACK = 3;

/** True for a log with its newest line on top, as web pages show it. */
function isNewestFirst(lines: readonly string[]): boolean {
  const moments = lines.flatMap((line) => MOMENT.exec(line)?.[1]?.replace(/[^\d.]/g, '') ?? []);
  let back = 0;
  let forth = 0;
  for (let i = 1; i < moments.length; i++) {
    if (moments[i]! < moments[i - 1]!) back++;
    if (moments[i]! > moments[i - 1]!) forth++;
  }
  return back >= FEWEST_STEPS_BACK && forth * 10 <= back;
}

/** What a platform that gathers lines from several places puts in front of each, by one clock. */
const GATHERED =
  /^ {0,8}(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:Z|\+00:00) (?:app|heroku|runner|proxy|health|router)\[/;

/** The moments of a log that a platform has gathered; null for one of another kind. Lines without one have that before them. */
function readGathered(lines: readonly string[]): readonly string[] | null {
  const own = lines.map((line) => GATHERED.exec(line)?.[1]);
  const count = own.filter((moment) => moment !== undefined).length;
  if (count < 2 || count < lines.filter((line) => line.trim() !== '').length - 1) return null;
  let last = '';
  return own.map((moment) => (last = moment ?? last));
}

/**
 * The numbers of the lines in the order in which they were said; null where they stand in it. What follows a line with a time, and
 * has none itself, stays behind it.
 */
export function listInOrder(lines: readonly string[]): readonly number[] | null {
  const numbers = lines.map((_, index) => index);
  if (isNewestFirst(lines)) return turnRound(lines, numbers);
  const moments = readGathered(lines);
  if (moments === null) return null;
  const sorted = numbers.sort((one, other) => compare(moments[one]!, moments[other]!) || one - other);
  return sorted.every((number, index) => number === index) ? null : sorted;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function turnRound(lines: readonly string[], numbers: readonly number[]): readonly number[] {
  const records: number[][] = [];
  for (const index of numbers) {
    if (MOMENT.test(lines[index]!) || records.length === 0) records.push([index]);
    else records.at(-1)!.push(index);
  }
  return records.reverse().flat();
}
