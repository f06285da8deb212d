/** A date and a time as most logs write them; such texts are in the order of what they stand for. */
const MOMENT = /^.{0,40}?(\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)/;

/** So often must the time have gone back; a few lines that came late are no reason to turn a log round. */
const FEWEST_STEPS_BACK = 3;

/** True for a log with its newest line on top, as web pages show it. */
export function isNewestFirst(lines: readonly string[]): boolean {
  const moments = lines.flatMap((line) => MOMENT.exec(line)?.[1]?.replace(/[^\d.]/g, '') ?? []);
  let back = 0;
  let forth = 0;
  for (let i = 1; i < moments.length; i++) {
    if (moments[i]! < moments[i - 1]!) back++;
    if (moments[i]! > moments[i - 1]!) forth++;
  }
  return back >= FEWEST_STEPS_BACK && forth * 10 <= back;
}

/**
 * The numbers of the lines in the order in which they were said. What follows a line with a time, and has none itself, stays
 * behind it.
 */
export function listInOrder(lines: readonly string[]): readonly number[] {
  const numbers = lines.map((_, index) => index);
  if (!isNewestFirst(lines)) return numbers;
  const records: number[][] = [];
  for (const index of numbers) {
    if (MOMENT.test(lines[index]!) || records.length === 0) records.push([index]);
    else records.at(-1)!.push(index);
  }
  return records.reverse().flat();
}
