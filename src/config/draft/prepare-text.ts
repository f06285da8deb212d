import { joinSegments, parseSegments } from '../../core/interpolation.ts';
import { splitShellWords } from '../../core/shell-word.ts';
import { findKey, type KeyFacts } from '../schema/key-map.ts';
import { isMapping } from '../schema/schema-leaf.ts';
import { type ConfigPath, describePath } from '../source/place.ts';
import type { Report } from '../source/report.ts';
import { describeUnknownReference, type Resolve } from './resolver.ts';

/** How the texts of a tree are to be read. */
export interface TextRules {
  readonly report: Report;
  /** The resolver for a path: those that ports and folders are computed from know less. */
  findResolve(path: ConfigPath): Resolve;
}

/**
 * A copy of the tree with its texts final: commands cut into words, every `${…}` replaced, scalars that are wanted as
 * written taken from the source. Words are cut before values are put in, so a value with blanks stays one word. Texts
 * that had a `${…}` or came from outside become numbers or flags where the schema wants them.
 */
export function prepareTexts(value: unknown, path: ConfigPath, rules: TextRules): unknown {
  if (Array.isArray(value)) return value.map((item, index) => prepareTexts(item, [...path, index], rules));
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, item]) => [key, prepareTexts(item, [...path, key], rules)]);
    return Object.fromEntries(entries);
  }
  const facts = findKey(path);
  if (facts === null || value === null) return value;
  if (typeof value !== 'string')
    return facts.keepsText ? (rules.report.document.getSourceText(path) ?? String(value)) : value;
  return facts.isCommand && typeof path.at(-1) === 'string'
    ? prepareCommand(value, path, rules)
    : prepareText(value, path, facts, rules);
}

function prepareCommand(line: string, path: ConfigPath, rules: TextRules): unknown {
  const split = splitShellWords(line);
  // An empty line stays a line, so that the schema refuses what the user wrote.
  if (split.kind === 'words' && split.words.length === 0) return '';
  if (split.kind === 'words') return split.words.map((word) => interpolate(word, path, rules));
  const label = describePath(path);
  if (rules.report.isConcealed(path))
    rules.report.atValue(path, `${label} cannot be cut into words as a shell does it`);
  else reportAt(line, split.offset, path, `${label} ${split.fault}`, rules.report);
  return line;
}

function reportAt(line: string, offset: number, path: ConfigPath, message: string, report: Report): void {
  const piece = /^\S{1,12}/.exec(line.slice(offset))?.[0] ?? '';
  const occurrence = piece === '' ? 0 : line.slice(0, offset).split(piece).length - 1;
  report.atText(path, piece, occurrence, message);
}

function prepareText(text: string, path: ConfigPath, facts: KeyFacts, rules: TextRules): unknown {
  if (text.includes('\0'))
    rules.report.atValue(path, `${describePath(path)} has a NUL character, expected a text without`);
  const result = interpolate(text, path, rules);
  const isLiteral = result === text && rules.report.findSetting(path) === null;
  return isLiteral ? text : toWantedType(result, facts);
}

/** The number or flag a text from a variable or the command line stands for, where the schema takes one. */
export function toWantedType(text: string, facts: KeyFacts): unknown {
  if (facts.takesNumber && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (facts.takesFlag && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function interpolate(text: string, path: ConfigPath, rules: TextRules): string {
  const { report } = rules;
  const resolve = rules.findResolve(path);
  const seen = new Map<string, number>();
  return joinSegments(parseSegments(text), ({ source, reference }) => {
    const occurrence = seen.get(source) ?? 0;
    seen.set(source, occurrence + 1);
    const resolved = reference === null ? null : resolve(reference);
    if (resolved?.kind === 'text') {
      if (resolved.isFromEnvironment) report.conceal(path);
      if (resolved.text.includes('\0'))
        report.atValue(path, `${describePath(path)} has a NUL character, expected a text without`);
      return resolved.text;
    }
    if (resolved?.kind === 'spoiled') report.problems.spoil(path);
    else if (resolved?.kind === 'unset') report.atText(path, source, occurrence, resolved.message, 'unset');
    else report.atText(path, source, occurrence, resolved?.message ?? describeUnknownReference(source));
    return source;
  });
}
