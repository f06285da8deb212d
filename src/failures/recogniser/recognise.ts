import type { Diagnosis } from '../../core/diagnosis.ts';
import type { RecogniserRow, RowGroup } from './row.ts';
import { SYSTEM_ROWS } from './system.ts';
import { ROW_GROUPS } from './table.ts';

/** A row and the line that it explains. */
export interface Recognition {
  readonly row: RecogniserRow;
  readonly line: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds in the last lines of a process why it failed; null if nothing in them is known. A line that names a cause beats
 * the cry that ends the program, except when that cry came later and does not follow from it; a symptom counts only alone.
 */
export function recognise(lines: readonly string[]): Diagnosis | null {
  const found = findCause(lines);
  if (found === null) return null;
  const diagnosis = toDiagnosis(found);
  return isLastWord(found, lines) ? diagnosis : { ...diagnosis, certainty: 'likely' };
}

/**
 * Finds in the output of an app that runs on why it serves badly: all workers busy, a process behind it gone. Only
 * symptoms count, because what else stands there may be long past.
 */
export function recogniseSymptom(lines: readonly string[]): Diagnosis | null {
  const found = lines.map((_, index) => findMatch(ROW_GROUPS, lines, index));
  const last = found.findLast((match) => match?.row.kind === 'symptom') ?? null;
  return last === null ? null : toDiagnosis(last);
}

/** What is known of each of the lines; of most nothing is. Cheap for lines that it was asked of before. */
export function findMatches(lines: readonly string[]): Recognition[] {
  const groups = listGroups(lines);
  return lines
    .map((line, index) => (isUnknown(line) ? null : findMatch(groups, lines, index)))
    .filter((match) => match !== null);
}

const REMEMBERED_LINES = 1_000;

/** Calls that go wrong together ask of the same lines, each of which takes a tenth of a millisecond to try all rows on. */
const unknownLines = new Set<string>();

function isUnknown(line: string): boolean {
  if (unknownLines.has(line)) return true;
  if (ROW_GROUPS.some(({ rows }) => rows.some(({ pattern }) => pattern.test(line)))) return false;
  if (unknownLines.size === REMEMBERED_LINES) unknownLines.clear();
  // A copy: the line may be a piece of a text that would stay with it.
  unknownLines.add(Buffer.from(line).toString());
  return true;
}

/** The diagnosis that a line stands for. */
export function toDiagnosis({ row, line, groups }: Recognition): Diagnosis {
  return {
    cause: fill(row.cause, groups),
    cure: fill(row.cure, groups),
    certainty: row.certainty,
    evidence: [line.trim()],
  };
}

/** True if the best explanation in the lines is the cry that ended the program. */
export function endsInOutcry(lines: readonly string[]): boolean {
  return findCause(lines)?.row.kind === 'outcry';
}

/** The row that explains the lines, for the tests of the table. */
export function findRecognition(lines: readonly string[]): Recognition | null {
  return findCause(lines);
}

function findCause(lines: readonly string[]): Match | null {
  const groups = listGroups(lines);
  const matches = lines.map((_, index) => findMatch(groups, lines, index)).filter((match) => match !== null);
  const causes = selectCauses(matches);
  const lastCause = causes.at(-1);
  const lastOutcry = matches.findLast(({ row }) => row.kind === 'outcry');
  if (lastOutcry !== undefined && (lastCause === undefined || !isBehind(lastOutcry, lastCause, lines)))
    return lastOutcry;
  if (lastCause === undefined) return matches.find(({ row }) => row.endsWorker === true) ?? matches.at(-1) ?? null;
  if (lastCause.group.root === 'last') return lastCause;
  return causes.find(({ group }) => group === lastCause.group) ?? lastCause;
}

function listGroups(lines: readonly string[]): RowGroup[] {
  return ROW_GROUPS.filter(({ voice }) => voice === undefined || lines.some((line) => voice.test(line)));
}

const LONGEST_QUOTE = 200;

interface Match extends Recognition {
  readonly group: RowGroup;
  readonly index: number;
}

function findMatch(groups: readonly RowGroup[], lines: readonly string[], index: number): Match | null {
  const line = lines[index]!;
  const behind = lines.slice(index + 1, index + 3);
  let cry: Match | null = null;
  for (const group of groups) {
    for (const row of group.rows) {
      if (cry !== null && row.kind === 'outcry') continue;
      const match = row.pattern.exec(line);
      if (match === null || !(row.behind === undefined || behind.some((next) => row.behind!.test(next)))) continue;
      const found = { row, group, line, index, groups: match.groups ?? {} };
      if (row.kind !== 'outcry') return found;
      cry = found;
    }
  }
  return cry;
}

/** The causes worth choosing from: a runtime knows more than the C library, and what is certain beats what is likely. */
function selectCauses(matches: readonly Match[]): readonly Match[] {
  const causes = matches.filter(({ row }) => row.kind === 'cause');
  const ofRuntimes = causes.filter(({ group }) => group !== SYSTEM_ROWS);
  const best = ofRuntimes.length > 0 ? ofRuntimes : causes;
  const certain = best.filter(({ row }) => row.certainty === 'certain');
  return certain.length > 0 ? certain : best;
}

/** Words that tie an error to the one printed before it (Python, PHP). */
const CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)|^Next \w/;

// An app goes on after many an error that it prints, and what it says then may be what it dies of.
function isLastWord({ group, index }: Match, lines: readonly string[]): boolean {
  return group.isFinal === undefined || group.isFinal(lines.slice(index + 1));
}

// An app may log a cause it can live with (a cache that is away) and end much later of something else.
function isBehind(outcry: Match, { index }: Match, lines: readonly string[]): boolean {
  return index > outcry.index || lines.slice(index, outcry.index).some((line) => CHAIN.test(line));
}

function fill(text: string, groups: Recognition['groups']): string {
  const filled = text.replace(/(?<!\$)\{(\w+)\}/g, (whole, name: string) =>
    name in groups ? shorten(groups[name] ?? '') : whole,
  );
  return filled.replace(/\.\.$/, '.');
}

function shorten(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '…';
  return trimmed.length > LONGEST_QUOTE ? `${trimmed.slice(0, LONGEST_QUOTE)}…` : trimmed;
}
