import * as v from 'valibot';
import { describeOdd, escapeUnseen, findBeyondAscii, findLookAlike } from '../../core/odd-character.ts';
import type { Draft } from '../draft/draft.ts';
import { suggestOwn } from '../schema/foreign-key.ts';
import { findKey, isKeySomewhere } from '../schema/key-map.ts';
import { suggest } from '../schema/nearest-key.ts';
import { describeRetired, inFile } from '../schema/retired-key.ts';
import { type Config, configSchema } from '../schema/schema.ts';
import { suggestForm } from '../schema/written-form.ts';
import type { ConfigPath } from '../source/place.ts';
import type { Report } from '../source/report.ts';

/** The config with its defaults, or null after every way in which it departs from the schema has been reported. */
export function validateDraft(draft: Draft): Config | null {
  const result = v.safeParse(configSchema, draft.get([]));
  if (result.success) return result.output;
  for (const issue of result.issues) reportIssue(issue, draft.report);
  return null;
}

function reportIssue(issue: v.BaseIssue<unknown>, report: Report): void {
  const items = issue.path ?? [];
  const path = items.map((item) => item.key as string | number);
  if (issue.type === 'strict_object' && issue.expected === 'never') reportUnknownKey(path, items.at(-1)?.value, report);
  else if (issue.type === 'strict_object' && items.at(-1)?.origin === 'key') {
    const parent = report.label(path.slice(0, -1));
    report.atKey(path, `${parent} has no '${String(path.at(-1))}', expected one`);
  } else if (items.at(-1)?.origin === 'key') {
    const odd = findLookAlike(String(path.at(-1)));
    const found = odd === null ? 'is a bad name' : `is a bad name with ${describeOdd(odd)}`;
    report.refuseKey(path, `${found}, expected ${issue.message}`);
  } else {
    const hint = report.isConcealed(path) ? '' : suggestForm(issue, findKey(path)?.keys ?? []);
    report.refuse(path, `${report.describeFound(path, issue.input)}, expected ${issue.message}${hint}`);
  }
}

function reportUnknownKey(path: ConfigPath, value: unknown, report: Report): void {
  const parent = path.slice(0, -1);
  const known = findKey(parent)?.keys ?? [];
  const where = parent.length === 0 ? '' : ` in ${report.label(parent)}`;
  const key = String(path.at(-1));
  const odd = findBeyondAscii(key);
  const shown =
    odd === null ? `'${escapeUnseen(key)}'` : `'${escapeUnseen(key)}' with ${describeOdd(findLookAlike(key) ?? odd)}`;
  const plain = key.replace(/[^ -~]/g, '');
  // A key of another section is no slip of the pen: it stands in the wrong place.
  const near = !known.includes(plain) && isKeySomewhere(plain) ? '' : suggest(plain, known);
  const isProcess =
    parent.length === 0 && /^\w+$/.test(plain) && typeof value === 'string' && /^\w[\w./-]* \S/.test(value);
  const asProcess = isProcess ? ` (a process is written \`processes: { ${plain}: { command: … } }\`)` : '';
  const nearest = suggestOwn(plain, known) || near || asProcess;
  // The whole list helps where nothing is near; beside a good guess it is noise.
  const expected = nearest === '' && odd === null ? `one of ${[...new Set(known)].join(', ')}` : 'a known key';
  const gone = describeRetired(path, value, inFile);
  if (gone !== null) report.refuseKey(path, gone);
  else report.atKey(path, `unknown key ${shown}${where}, expected ${expected}${nearest}`);
}
