/** HTTP statuses from one to another, both included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** The ranges of a text that the schema has passed, such as `200-299,304`. */
export function parseStatusRanges(text: string): StatusRange[] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().split('-');
    return { from: Number(from), to: Number(to) };
  });
}

export function isInRanges(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some(({ from, to }) => status >= from && status <= to);
}

/** `200-299, 304`. */
export function describeRanges(ranges: readonly StatusRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
