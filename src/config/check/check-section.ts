import type { Draft } from '../draft/draft.ts';
import { isMapping } from '../source/mapping.ts';
import type { ConfigPath } from '../source/place.ts';

/** Reports keys that contradict each other inside `markers` and `files`. */
export function checkSections(draft: Draft): void {
  checkMarkers(draft);
  for (const name of draft.listNames(['files'])) checkSource(draft, ['files', name]);
  checkTargets(draft);
}

function checkMarkers(draft: Draft): void {
  const has = (key: string): boolean => draft.has(['markers', key]);
  if (draft.get(['markers', 'format']) === 'auto' && draft.get(['logs', 'mode']) === 'inherit')
    draft.report.refuse(['markers', 'format'], 'is auto, which needs the lines that `logs: inherit` passes by');
  const first = ['start', 'end', 'errorSuffix'].find(has);
  if (first === undefined) return;
  if (has('format')) {
    draft.report.refuseKey(['markers', 'format'], `contradicts markers.${first}, expected one of them`);
    return;
  }
  for (const key of ['start', 'end'].filter((wanted) => !has(wanted)))
    draft.report.atKey(['markers', first], `markers has no '${key}', expected start and end together`);
}

function checkSource(draft: Draft, path: ConfigPath): void {
  const { report } = draft;
  const has = (key: string): boolean => draft.has([...path, key]);
  if (has('template') && has('from'))
    report.refuseKey([...path, 'from'], `contradicts ${report.label([...path, 'template'])}, expected one of them`);
  else if (!has('template') && !has('from') && isMapping(draft.get(path)))
    report.refuseKey(path, "has neither 'template' nor 'from', expected one of them");
  if (has('replace') && !has('from'))
    report.refuseKey([...path, 'replace'], "is for a file as it is, expected 'from' beside it");
}

function checkTargets(draft: Draft): void {
  const owners = new Map<string, string>();
  for (const name of draft.listNames(['files'])) {
    const target = draft.getText(['files', name, 'to']);
    const owner = target === null ? undefined : owners.get(target);
    if (owner !== undefined)
      draft.report.refuseKey(
        ['files', name],
        `is rendered to the same file as files.${owner}, expected another \`to\``,
      );
    else if (target !== null) owners.set(target, name);
  }
}
