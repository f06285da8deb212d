import type { Draft } from '../draft/draft.ts';
import { isMapping } from '../source/mapping.ts';

/** Reports a thaw of which the app is told in no way, or in two. */
export function checkThaw(draft: Draft): void {
  const path = ['thaw'];
  if (!isMapping(draft.get(path))) return;
  const kinds = ['exec', 'http'].filter((key) => draft.has([...path, key]));
  if (kinds.length === 0) draft.report.refuseKey(path, 'tells the app nothing, expected exec or http');
  if (kinds.length === 2) draft.report.atKey([...path, 'http'], 'thaw has exec and http, expected one');
}
