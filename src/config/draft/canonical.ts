import { findKey } from '../schema/key-map.ts';
import { SHORT_FORM_KEYS } from '../schema/schema.ts';
import { isMapping } from '../source/mapping.ts';
import type { Override } from '../source/override.ts';
import type { Report } from '../source/report.ts';
import { Draft } from './draft.ts';
import { spellOutVariables } from './variables.ts';

/** The name of the process in a config of one. */
const ONLY_PROCESS = ['processes', 'app'];

/** What beats the file, by the tree that it may name keys of. */
export type ReadOverrides = (tree: unknown) => readonly Override[];

/**
 * The draft of a file and of what beats it. `logs: inherit` becomes `logs: { mode: inherit }`, a list of variables a mapping,
 * and `command`, `port` and the like become those of the process `app`; both forms in one config are reported.
 */
export function createDraft(tree: unknown, readOverrides: ReadOverrides, report: Report): Draft {
  const draft = new Draft(tree, report, findKey);
  const isUsable = isMapping(tree);
  if (isUsable) spellOut(draft);
  for (const override of readOverrides(tree)) if (isUsable) apply(override, draft);
  if (!isUsable) return draft;
  if (draft.has(['processes'])) refuseShortForm(draft);
  else nameOnlyProcess(draft);
  return draft;
}

function spellOut(draft: Draft): void {
  const processes = draft.listNames(['processes']).map((name) => ['processes', name]);
  for (const owner of [[], ...processes]) {
    spellOutVariables(draft, [...owner, 'env']);
    for (const path of draft.listNames(owner).map((key) => [...owner, key])) {
      const value = draft.getText(path);
      const shorthand = value === null ? null : findKey(path)?.shorthand;
      if (!shorthand) continue;
      draft.set([...path, shorthand], value);
      draft.report.noteMove([...path, shorthand], path);
    }
  }
}

function apply(override: Override, draft: Draft): void {
  const shorthand = findKey(override.path)?.shorthand;
  const path = shorthand ? [...override.path, shorthand] : override.path;
  draft.set(path, override.text);
  draft.report.noteMove(path, override.path);
  draft.report.noteSetting(override);
}

function nameOnlyProcess(draft: Draft): void {
  const { report } = draft;
  draft.set(ONLY_PROCESS, Object.create(null));
  // Of the process as a whole a user knows the command.
  report.noteMove(ONLY_PROCESS, ['command']);
  for (const key of SHORT_FORM_KEYS) draft.move([key], [...ONLY_PROCESS, key]);
  const command = [...ONLY_PROCESS, 'command'];
  if (draft.has(command)) {
    // As `init` leaves it where nothing was found.
    if ((draft.get(command) ?? '') === '')
      report.refuse(command, 'is empty, expected the line that starts the app, such as `python3 server.py`');
    return;
  }
  report.atKey([], 'nothing to start, expected `command`, or `processes`');
  report.spoil(ONLY_PROCESS);
}

function refuseShortForm(draft: Draft): void {
  for (const key of SHORT_FORM_KEYS.filter((item) => draft.has([item]))) {
    const message = `'${key}' is for a config with a single process, expected it inside one of \`processes\``;
    draft.report.atKey([key], message);
    draft.delete([key]);
  }
}
