import type { Report } from '../source/report.ts';
import type { Draft } from './draft.ts';
import { type FileKind, type NamedFile, readNamedFile } from './named-file.ts';

const FILE: FileKind = { name: 'file', expected: 'a file that can be read' };

/** What a line may show of itself in a problem. */
const LONGEST_SHOWN = 60;

/**
 * The text of the file that `files.NAME.from` names with its replacements made, all at once: what is put in is not looked
 * at again, and of two texts that begin at the same place the longer one counts. Null after saying what is wrong.
 */
export function renderFile(draft: Draft, name: string, configDir: string): string | null {
  const { report } = draft;
  const file = readNamedFile(draft, ['files', name, 'from'], FILE, configDir);
  if (file === null) return null;
  const path = ['files', name, 'replace'];
  const wanted = draft.listNames(path).filter((text) => text !== '');
  const missing = wanted.filter((text) => !new RegExp(toPattern(text)).test(file.text));
  for (const text of missing) report.atKey([...path, text], describeMissing(file, text));
  if (wanted.length === 0 || missing.length > 0) return file.text;
  const longest = wanted.toSorted((a, b) => b.length - a.length);
  const used = new Set<string>();
  const rendered = file.text.replace(new RegExp(longest.map(toPattern).join('|'), 'g'), (found) => {
    const text = longest.find((one) => one === found || one === found.replaceAll('\r\n', '\n')) ?? found;
    used.add(text);
    return String(draft.get([...path, text]));
  });
  for (const text of wanted) if (!used.has(text)) reportCovered(report, [...path, text], file);
  return rendered;
}

function reportCovered(report: Report, path: readonly string[], { displayName }: NamedFile): void {
  const message = `'${path.at(-1)}' stands in ${displayName} only inside the other texts to replace, expected it once more, or no replacement of it`;
  report.atKey(path, message);
}

function describeMissing({ text, displayName }: NamedFile, wanted: string): string {
  const nearest = findNearestLine(text, wanted.split('\n', 1)[0]!);
  const isPattern = /\.[*+]|\\[dsw]|^\/.*\/[gim]*$|\[\^?\w-\w/.test(wanted);
  const hint = nearest === null ? '' : ` (line ${nearest.number} is near: '${cut(nearest.line)}')`;
  return `'${cut(wanted)}' does not stand in ${displayName}, expected a text of it${isPattern ? ' as it stands, for this is no pattern' : ''}${hint}`;
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}

/** The line with the stretch that fewest changes make the text of; null if that takes more than half of its letters. */
function findNearestLine(text: string, wanted: string): { readonly number: number; readonly line: string } | null {
  const ranked = text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1, changes: countChanges(line, wanted) }))
    .toSorted((a, b) => a.changes - b.changes);
  const [best] = ranked;
  return best === undefined || best.changes > wanted.length / 2 ? null : best;
}

/** Changes of one letter that make the text out of the nearest stretch of the line (Sellers); white space counts as one. */
function countChanges(line: string, wanted: string): number {
  const [from, to] = [line, wanted].map((one) => one.toLowerCase().replace(/\s+/g, ' ').trim());
  let column = Array.from({ length: to!.length + 1 }, (_, i) => i);
  let fewest = to!.length;
  for (const letter of from!) {
    const next = [0];
    for (let i = 1; i < column.length; i++) {
      const kept = column[i - 1]! + (to![i - 1] === letter ? 0 : 1);
      next.push(Math.min(kept, column[i]! + 1, next[i - 1]! + 1));
    }
    column = next;
    fewest = Math.min(fewest, column.at(-1)!);
  }
  return fewest;
}

/** A line end in the text to replace is one of the file, which may have those of Windows. */
function toPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/(?<!\r)\n/g, '\\r?\\n');
}
