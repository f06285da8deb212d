import type { Berth } from '../../helpers/berth.ts';

const START = 'FC Invoke Start RequestId: ';
const END = 'FC Invoke End RequestId: ';

/** Waits for a call's end marker, and resolves with the lines between its markers; rejects unless each stands there once. */
export async function waitForCall({ lines, waitForLine }: Berth, requestId: string): Promise<string[]> {
  await waitForLine(new RegExp(`^${END}${requestId}(,|$)`));
  return findCallLines(lines, requestId);
}

function findCallLines(lines: readonly string[], requestId: string): string[] {
  const starts = findAll(lines, START + requestId);
  const ends = findAll(lines, END + requestId);
  const [start = -1] = starts;
  const [end = -1] = ends;
  if (starts.length !== 1 || ends.length !== 1 || start > end) {
    throw new Error(`call ${requestId} has start markers at [${starts}] and end markers at [${ends}]`);
  }
  return lines.slice(start + 1, end);
}

/** The request ids of all markers of each kind, sorted. */
export function listMarkedCalls(lines: readonly string[]): { readonly started: string[]; readonly ended: string[] } {
  const ids = (marker: string): string[] =>
    lines
      .filter((line) => line.startsWith(marker))
      .map((line) => line.slice(marker.length).split(',', 1)[0] ?? '')
      .sort();
  return { started: ids(START), ended: ids(END) };
}

/** True if every call that began has ended, each exactly once. */
export function hasPairedMarkers(lines: readonly string[]): boolean {
  const { started, ended } = listMarkedCalls(lines);
  return new Set(started).size === started.length && started.join() === ended.join();
}

function findAll(lines: readonly string[], marker: string): number[] {
  return lines.flatMap((line, index) => (line === marker || line.startsWith(`${marker},`) ? [index] : []));
}
