import { joinSegments, parseSegments } from '../../core/interpolation.ts';
import { splitShellWords } from '../../core/shell-word.ts';
import type { KeyFacts } from '../schema/key-map.ts';
import type { ConfigPath } from '../source/place.ts';
import type { Report } from '../source/report.ts';
import type { Draft } from './draft.ts';
import { describeUnknownReference, type Resolve } from './resolver.ts';

/**
 * Makes the texts at some of a draft's paths final: commands are cut into words, every `${…}` is replaced, scalars that
 * are wanted as written are taken from the source. Words are cut before values are put in, so a value with blanks stays
 * one word. Texts become numbers or flags where the schema wants those: `"8080"` too, for quotes are no reason to refuse it.
 */
export function interpolate(draft: Draft, isWanted: (path: ConfigPath) => boolean, resolve: Resolve): void {
  const { report } = draft;
  draft.rewrite((value, path) => {
    const facts = isWanted(path) ? draft.findKey(path) : null;
    // Where no single value can stand the schema says so.
    if (facts === null || !facts.takesScalar) return value;
    if (typeof value !== 'string') return facts.keepsText ? (report.getSourceText(path) ?? String(value)) : value;
    const isLine = facts.isCommand && typeof path.at(-1) === 'string';
    return isLine ? prepareCommand(value, path, report, resolve) : prepareText(value, path, facts, report, resolve);
  });
}

function prepareCommand(line: string, path: ConfigPath, report: Report, resolve: Resolve): unknown {
  const split = splitShellWords(line);
  // An empty line stays a line, so that the schema refuses what the user wrote.
  if (split.kind === 'words' && split.words.length === 0) return '';
  if (split.kind === 'words') return split.words.map((word) => replaceReferences(word, path, report, resolve));
  if (report.isConcealed(path)) report.refuse(path, 'cannot be cut into words as a shell does it');
  else reportAt(line, split.offset, path, `${report.label(path)} ${split.fault}`, report);
  return line;
}

function reportAt(line: string, offset: number, path: ConfigPath, message: string, report: Report): void {
  const piece = /^\S{1,12}/.exec(line.slice(offset))?.[0] ?? '';
  const occurrence = piece === '' ? 0 : line.slice(0, offset).split(piece).length - 1;
  report.atText(path, piece, occurrence, message);
}

function prepareText(text: string, path: ConfigPath, facts: KeyFacts, report: Report, resolve: Resolve): unknown {
  const result = replaceReferences(text, path, report, resolve);
  if (facts.takesNumber && /^-?\d{1,15}$/.test(result)) return Number(result);
  return facts.takesFlag && (result === 'true' || result === 'false') ? result === 'true' : result;
}

function replaceReferences(text: string, path: ConfigPath, report: Report, resolve: Resolve): string {
  const seen = new Map<string, number>();
  const result = joinSegments(parseSegments(text), ({ source, reference }) => {
    const occurrence = seen.get(source) ?? 0;
    seen.set(source, occurrence + 1);
    const resolved = reference === null ? null : resolve(reference);
    if (resolved?.kind === 'text') {
      if (resolved.isFromEnvironment) report.conceal(path);
      return resolved.text;
    }
    if (resolved?.kind === 'spoiled') report.spoil(path);
    else if (resolved?.kind === 'unset') report.atText(path, source, occurrence, resolved.message, 'unset');
    else report.atText(path, source, occurrence, resolved?.message ?? describeUnknownReference(source));
    return source;
  });
  if (result.includes('\0')) report.refuse(path, 'has a NUL character, expected a text without');
  return result;
}
