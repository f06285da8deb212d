import type { RecogniserRow, RowGroup } from './row.ts';
import { type Candidate, listCandidates } from './row-filter.ts';
import type { SaidLine } from './said-line.ts';

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

/** What is known of each of the lines; of most nothing is. */
export function listMatches(said: readonly SaidLine[]): Match[] {
  const heard = new Map<RowGroup, boolean>();
  const isHeard = (group: RowGroup): boolean => {
    const { voice } = group;
    if (voice === undefined) return true;
    // As a rule it stands near the end.
    const known = heard.get(group) ?? said.findLastIndex((line) => isIn(voice, line)) !== -1;
    heard.set(group, known);
    return known;
  };
  return said.map((_, index) => findMatch(said, index, isHeard)).filter((match) => match !== null);
}

/** Behind so much of what a log puts in front, who says a line shows in its beginning. */
const VOICE_CHARACTERS = 300;

function isIn(voice: RegExp, { raw, texts }: SaidLine): boolean {
  return [texts[0]!, raw].some((text) => voice.test(text.slice(0, VOICE_CHARACTERS)));
}

/** The first row that explains a line, in the order of the table; a mere cry only if none names a cause. */
function findMatch(said: readonly SaidLine[], index: number, isHeard: (group: RowGroup) => boolean): Match | null {
  const { texts, raw } = said[index]!;
  let cry: Match | null = null;
  for (const { group, row } of listAllCandidates(said[index]!)) {
    if (cry !== null && row.kind === 'outcry') continue;
    const match = findText(row.pattern, texts);
    const behind = match === null ? null : findBehind(row, said, index);
    if (match === null || behind === null || !isHeard(group)) continue;
    const found = { row, group, line: raw, index, groups: { ...match.groups, ...behind } };
    if (row.kind !== 'outcry') return found;
    cry = found;
  }
  return cry;
}

// What can match a part of a text can match the text.
function listAllCandidates({ wholes }: SaidLine): readonly Candidate[] {
  if (wholes.length === 1) return listCandidates(wholes[0]!);
  return [...new Set(wholes.flatMap(listCandidates))].sort((one, other) => one.place - other.place);
}

/** What the row has found in the lines behind; null: they do not say what it wants there. */
function findBehind({ behind }: RecogniserRow, said: readonly SaidLine[], index: number): Match['groups'] | null {
  if (behind === undefined) return {};
  // Some logs put a time, or nothing, between two lines.
  const next = said.slice(index + 1, index + 6).filter(({ texts }) => texts[0]!.trim() !== '');
  for (const { texts } of next.slice(0, 2)) {
    const match = findText(behind, texts);
    if (match !== null) return match.groups ?? {};
  }
  return null;
}

function findText(pattern: RegExp, texts: readonly string[]): RegExpExecArray | null {
  for (const text of texts) {
    const match = pattern.exec(text);
    if (match !== null) return match;
  }
  return null;
}
