import { isMapping } from '../source/mapping.ts';
import type { ConfigPath } from '../source/place.ts';
import type { Report } from '../source/report.ts';
import type { Draft } from './draft.ts';

/** A name without a value that is another is often a whole item in the wrong notation: the schema refuses it. */
const NAME = /^[A-Za-z_]\w*$/;

const EXPECTED = 'expected NAME=value, or a mapping of names to values in place of the list';

/** `env: [A=1, B]`, as docker-compose writes it, becomes the mapping it stands for; a bare name has no value there. */
export function spellOutVariables(draft: Draft, path: ConfigPath): void {
  const items = draft.get(path);
  if (!Array.isArray(items)) return;
  const variables: Record<string, unknown> = Object.create(null);
  for (const [index, item] of items.entries()) {
    const itemPath = [...path, index];
    const [, name, value = null] = (typeof item === 'string' && /^([^=\s]+)(?:=(.*))?$/s.exec(item)) || [];
    if (name === undefined) draft.report.refuse(itemPath, `${draft.report.describeFound(itemPath, item)}, ${EXPECTED}`);
    else if (name in variables) draft.report.refuse(itemPath, `sets ${name} again, expected once`);
    else {
      variables[name] = value;
      draft.report.noteMove([...path, name], itemPath);
      if (value !== null && /^(['"]).*\1$/s.test(value)) warnOfQuotes(draft.report, [...path, name]);
    }
  }
  draft.set(path, variables);
}

function warnOfQuotes(report: Report, path: ConfigPath): void {
  report.warn(path, 'has quotes that become part of the value: write it without, or the whole item in quotes');
}

/**
 * A name without a value is a variable that is passed on as berth has it, as in docker-compose: no entry is needed for that,
 * so none is left. Reports YAML's other ways to write nothing, which look like texts.
 */
export function passOnVariables(draft: Draft, env: NodeJS.ProcessEnv): void {
  const { report } = draft;
  for (const process of draft.listNames(['processes'])) {
    const variables = draft.get(['processes', process, 'env']);
    if (!isMapping(variables)) continue;
    for (const name of Object.keys(variables).filter((key) => variables[key] === null && NAME.test(key))) {
      const path = ['processes', process, 'env', name];
      const source = report.getSourceText(path) ?? '';
      const isWord = source === 'null' || source === 'Null' || source === 'NULL' || source === '~';
      if (isWord) report.refuse(path, `is YAML's \`${source}\`, which is nothing: put it in quotes if it is a text`);
      else if (env[name] === undefined)
        report.warn(path, `has no value, and berth was given no ${name} to pass on ("" is the empty text)`);
      draft.delete(path);
    }
  }
}
