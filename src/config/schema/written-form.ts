import type { BaseIssue } from 'valibot';
import { DURATION_PATTERN, formatDuration, parseDuration } from '../../core/duration.ts';
import { isMapping } from '../source/mapping.ts';
import { suggest } from './nearest-key.ts';

/** How other tools write what berth writes in words of its own. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  no: 'never',
  off: 'never',
  never: 'never',
  'unless-stopped': 'always',
  yes: 'always',
  OnFailure: 'on-failure',
};

const ON = /^(?:yes|y|on|1|enabled?|TRUE)$/i;
const OFF = /^(?:no|n|off|0|disabled?|FALSE)$/i;

const ASSIGNMENT = /^(?:export )?[A-Za-z_]\w* ?=/;

type Form = (text: string, keys: readonly string[]) => string | null;

/** By the beginning of what a leaf expects: what the user most likely meant, as it is to be written. */
const FORMS: ReadonlyArray<readonly [expected: RegExp, toForm: Form]> = [
  [/^a duration/, toDuration],
  [/^a size/, toSize],
  [/^true or false/, (text) => (ON.test(text) ? 'true' : OFF.test(text) ? 'false' : null)],
  [/^a port/, toPort],
  [/^a mapping of names to texts/, toVariables],
  [/^a mapping of keys/, toCommand],
];

/** ` (did you mean 15s?)` for a value in the form of another tool, or of none; empty where nothing is near. */
export function suggestForm(issue: BaseIssue<unknown>, keys: readonly string[]): string {
  const { input, message } = issue;
  if (Array.isArray(input) && message === 'a mapping of names to processes') {
    return ' (its name and a colon in place of each dash)';
  }
  const only = Array.isArray(input) && input.length === 1 && message.startsWith('a port') ? input[0] : input;
  if (Array.isArray(only) || isMapping(only) || only === null || only === undefined) return '';
  const text = String(only);
  if (ASSIGNMENT.test(text) && message === 'a mapping of keys') return ' (write each line as `key: value`)';
  if (issue.type === 'picklist') {
    const options: readonly string[] = (issue.expected ?? '').match(/[\w-]+/g) ?? [];
    const other = OTHER_WORDS[text];
    return other !== undefined && options.includes(other) ? toHint(`'${other}'`) : suggest(text, options);
  }
  const form = FORMS.find(([expected]) => expected.test(message))?.[1](text, keys) ?? null;
  return form === null || form === input ? '' : toHint(form);
}

function toHint(form: string): string {
  return ` (did you mean ${form}?)`;
}

const SECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const STRETCH = /(?<count>\d+(?:\.\d+)?) ?(?<unit>ms|[smhd])[a-z]*/gi;

/** `30`, `30 s`, `30sec`, `1m30s`, `1.5s`; a number without a unit is most often one of seconds. */
function toDuration(text: string): string | null {
  const stretches = [...(/^\d+(?:\.\d+)?$/.test(text) ? `${text}s` : text).matchAll(STRETCH)];
  if (stretches.map(([all]) => all).join('') !== text.replace(/(?<=[a-z]) +/gi, '') && !/^[\d.]+$/.test(text))
    return null;
  const inMs = stretches.map(({ groups }) => Number(groups?.['count']) * SECONDS[groups!['unit']!.toLowerCase()]!);
  const durationMs = inMs.reduce((sum, next) => sum + next, 0);
  const form = formatDuration(Math.round(durationMs));
  return DURATION_PATTERN.test(form) && parseDuration(form) !== null && durationMs > 0 && form !== text ? form : null;
}

/** `1MB`, `10m`, `64 KiB`; a number without a unit is one of bytes. */
function toSize(text: string): string | null {
  const { count, unit } = /^(?<count>\d+) ?(?<unit>[kmg]?)(?:i?b)?$/i.exec(text)?.groups ?? {};
  if (count === undefined || unit === undefined || Number(count) === 0) return null;
  return `${count}${unit === '' ? 'B' : `${unit.toUpperCase()}iB`}`;
}

/** The one number in an address, or with what does not belong to it; `8080:80` has two, and nobody can say. */
function toPort(text: string): string | null {
  if (/^\$\(?\w+\)?$|^%\w+%$/.test(text)) return 'auto';
  const inAddress = /^(?:[a-z]+:\/\/)?(?:[\w.-]+|\[[\da-f:]+\]|\*)?:(?<port>\d{2,5})\/?(?:tcp)?$/i.exec(text);
  const isTwo = /^\d+:\d+/.test(text);
  const port = isTwo
    ? undefined
    : (inAddress?.groups?.['port'] ?? /^\D{0,2}(?<port>\d[\d_,']*)\D{0,4}$/.exec(text)?.groups?.['port']);
  const number = Number(port?.replace(/\D/g, ''));
  return number >= 1 && number <= 65_535 ? String(number) : null;
}

/** A line of a Procfile, not a text of another language. */
function toCommand(text: string, keys: readonly string[]): string | null {
  return keys.includes('command') && !/[{};=`\n]/.test(text) ? `{ command: ${text} }` : null;
}

function toVariables(text: string): string | null {
  const pairs = text.split(/[\s,]+/).map((pair) => /^(?<name>[A-Za-z_]\w*)[=:](?<value>.*)$/.exec(pair)?.groups);
  if (pairs.length === 0 || pairs.includes(undefined)) return null;
  return `{ ${pairs.map((pair) => `${pair!['name']}: ${pair!['value']}`).join(', ')} }`;
}
