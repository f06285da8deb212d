import * as v from 'valibot';
import { findKey } from './key-map.ts';
import { suggest } from './nearest-key.ts';
import { type ConfigPath, describePath } from './place.ts';
import type { Report } from './report.ts';
import { type Config, configSchema } from './schema.ts';

/** The config with its defaults, or null after every way in which it departs from the schema has been reported. */
export function validateTree(tree: unknown, report: Report): Config | null {
  const result = v.safeParse(configSchema, tree);
  if (result.success) return result.output;
  for (const issue of result.issues) reportIssue(issue, report);
  return null;
}

function reportIssue(issue: v.BaseIssue<unknown>, report: Report): void {
  const items = issue.path ?? [];
  const path = items.map((item) => item.key as string | number);
  const key = String(path.at(-1));
  if (issue.type === 'strict_object' && issue.expected === 'never') return reportUnknownKey(path, report);
  if (issue.type === 'strict_object' && issue.expected === `"${key}"`) {
    const parent = path.slice(0, -1);
    return report.atKey(path, `${describePath(parent)} has no '${key}', expected one`);
  }
  if (items.at(-1)?.origin === 'key') return report.atKey(path, `${describePath(path)} is a bad name, expected ${issue.message}`);
  const found = report.isConcealed(path) ? 'has the wrong value' : `is ${describeFound(issue.input)}`;
  const hint = describeOptionHint(issue, report.isConcealed(path));
  report.atValue(path, `${describePath(path) || 'the file'} ${found}, expected ${issue.message}${hint}`);
}

function reportUnknownKey(path: ConfigPath, report: Report): void {
  const parent = path.slice(0, -1);
  const known = findKey(parent)?.keys ?? [];
  const where = parent.length === 0 ? '' : ` in ${describePath(parent)}`;
  const key = String(path.at(-1));
  const nearest = suggest(key, known);
  // The whole list helps where nothing is near; beside a good guess it is noise.
  const expected = nearest === '' ? `one of ${[...new Set(known)].join(', ')}` : 'a known key';
  report.atKey(path, `unknown key '${key}'${where}, expected ${expected}${nearest}`);
}

function describeOptionHint(issue: v.BaseIssue<unknown>, isConcealed: boolean): string {
  if (typeof issue.input !== 'string' || isConcealed || issue.type !== 'picklist') return '';
  return suggest(issue.input, (issue.expected ?? '').match(/[\w-]+/g) ?? []);
}

/** A value as a sentence shows it: texts cut short, mappings and lists only by their kind. */
export function describeFound(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return value === '' ? "''" : `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
}
