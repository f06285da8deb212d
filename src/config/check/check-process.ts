import { orderByDependency } from '../../core/dependency-order.ts';
import { parseDuration } from '../../core/duration.ts';
import { collectDependencies } from '../draft/completion.ts';
import type { Draft } from '../draft/draft.ts';
import { suggest } from '../schema/nearest-key.ts';
import { isMapping } from '../source/mapping.ts';
import type { ConfigPath } from '../source/place.ts';

/** Reports what the schema cannot see of the processes: none at all, unknown names, circles, odd combinations. */
export function checkProcesses(draft: Draft): void {
  const names = draft.listNames(['processes']);
  if (isMapping(draft.get(['processes'])) && names.length === 0)
    draft.report.refuseKey(['processes'], 'is empty, expected at least one process');
  for (const name of names) {
    checkAfter(draft, name, names);
    checkOneshot(draft, ['processes', name]);
    checkRestart(draft, ['processes', name, 'restart']);
  }
  checkCircles(draft);
}

function checkCircles(draft: Draft): void {
  const dependencies = collectDependencies(draft);
  for (;;) {
    const order = orderByDependency(dependencies);
    if (order.kind === 'order') return;
    const [name = '', next = ''] = order.names;
    const path = ['processes', name, 'after'];
    const circle = order.names.join(' → ');
    draft.report.refuseKey(path, `goes in a circle: ${circle}, expected an order to start in`);
    // Without this step another circle, if there is one, shows too.
    dependencies.set(name, dependencies.get(name)?.filter((item) => item !== next) ?? []);
  }
}

function checkAfter(draft: Draft, name: string, names: readonly string[]): void {
  const { report } = draft;
  const after = draft.get(['processes', name, 'after']);
  if (!Array.isArray(after)) return;
  after.forEach((item, index) => {
    if (typeof item !== 'string') return;
    const path = ['processes', name, 'after', index];
    const found = report.describeFound(path, item);
    if (item === name) report.refuse(path, 'is the process itself, expected another');
    else if (!names.includes(item))
      report.refuse(path, `${found}, expected the name of a process${suggest(item, names)}`);
    else if (after.indexOf(item) !== index) report.refuse(path, 'names the same process again, expected it once');
  });
}

function checkOneshot(draft: Draft, path: ConfigPath): void {
  if (draft.get([...path, 'oneshot']) !== true) return;
  const refuse = (key: string, why: string): void =>
    draft.report.refuseKey([...path, key], `contradicts \`oneshot: true\`, ${why}`);
  if (draft.get([...path, 'essential']) === false) refuse('essential', 'expected true: what comes after it needs it');
  if (draft.has([...path, 'ready'])) refuse('ready', 'expected nothing: it is ready when it ended with 0');
  if (draft.has([...path, 'live'])) refuse('live', 'expected nothing: it is to end');
  if (draft.get([...path, 'restart', 'policy']) === 'always') refuse('restart', "expected 'never' or 'on-failure'");
}

function checkRestart(draft: Draft, path: ConfigPath): void {
  const [backoffMs, maxBackoffMs] = ['backoff', 'maxBackoff'].map((key) =>
    parseDuration(draft.getText([...path, key]) ?? ''),
  );
  if (backoffMs == null || maxBackoffMs == null || backoffMs <= maxBackoffMs) return;
  draft.report.refuse([...path, 'maxBackoff'], 'is shorter than backoff, expected at least as long');
}
