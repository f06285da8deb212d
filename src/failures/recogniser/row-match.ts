import type { RecogniserRow, RowGroup } from './row.ts';
import type { SaidLine } from './said-line.ts';
import { ROW_GROUPS } from './table.ts';

/** A row and the line that it explains. */
export interface Recognition {
  readonly row: RecogniserRow;
  /** As it came. */
  readonly line: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** The same with its place. */
export interface Match extends Recognition {
  readonly group: RowGroup;
  readonly index: number;
}

/** The groups whose words can stand in these lines. */
export function listGroups(lines: readonly string[]): RowGroup[] {
  return ROW_GROUPS.filter(({ voice }) => voice === undefined || lines.some((line) => voice.test(line)));
}

/** The first row that explains a line, in the order of the table; a mere cry only if none names a cause. */
export function findMatch(groups: readonly RowGroup[], said: readonly SaidLine[], index: number): Match | null {
  const line = said[index]!;
  if (isUnknown(line.raw)) return null;
  const behind = said.slice(index + 1, index + 3).flatMap(({ texts }) => texts);
  let cry: Match | null = null;
  let isTried = false;
  for (const group of groups) {
    for (const row of group.rows) {
      if (cry !== null && row.kind === 'outcry') continue;
      const match = findText(row.pattern, line.texts);
      if (match === null) continue;
      isTried = true;
      if (!(row.behind === undefined || behind.some((next) => row.behind!.test(next)))) continue;
      const found = { row, group, line: line.raw, index, groups: match.groups ?? {} };
      if (row.kind !== 'outcry') return found;
      cry = found;
    }
  }
  if (!isTried && groups.length === ROW_GROUPS.length) remember(line.raw);
  return cry;
}

function findText(pattern: RegExp, texts: readonly string[]): RegExpExecArray | null {
  for (const text of texts) {
    const match = pattern.exec(text);
    if (match !== null) return match;
  }
  return null;
}

const REMEMBERED_LINES = 1_000;

/** Calls that go wrong together ask of the same lines, each of which takes a tenth of a millisecond to try all rows on. */
const unknownLines = new Set<string>();

function isUnknown(line: string): boolean {
  return unknownLines.has(line);
}

function remember(line: string): void {
  if (unknownLines.size === REMEMBERED_LINES) unknownLines.clear();
  // A copy: the line may be a piece of a text that would stay with it.
  unknownLines.add(Buffer.from(line).toString());
}
