import type { Draft } from '../draft/draft.ts';

/** Reports keys that contradict each other inside `markers` and `files`. */
export function checkSections(draft: Draft): void {
  checkMarkers(draft);
  checkTargets(draft);
}

function checkMarkers(draft: Draft): void {
  const has = (key: string): boolean => draft.has(['markers', key]);
  const first = ['start', 'end', 'errorSuffix'].find(has);
  if (first === undefined) return;
  if (has('format')) {
    draft.report.refuseKey(['markers', 'format'], `contradicts markers.${first}, expected one of them`);
    return;
  }
  for (const key of ['start', 'end'].filter((wanted) => !has(wanted)))
    draft.report.atKey(['markers', first], `markers has no '${key}', expected start and end together`);
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
