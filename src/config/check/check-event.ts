import type { Draft } from '../draft/draft.ts';
import { isMapping } from '../source/mapping.ts';
import type { ConfigPath } from '../source/place.ts';

/** Reports rules for events that are not whole, and keys in them that contradict each other. */
export function checkEvents(draft: Draft): void {
  const events = draft.get(['events']);
  if (!Array.isArray(events)) return;
  events.forEach((event, index) => {
    if (isMapping(event)) checkEvent(draft, event, index, events.length);
  });
}

function checkEvent({ report }: Draft, event: Record<string, unknown>, index: number, count: number): void {
  const path: ConfigPath = ['events', index];
  if (Object.hasOwn(event, 'otherwise')) {
    const other = Object.keys(event).find((key) => key !== 'otherwise');
    if (other !== undefined)
      report.refuseKey([...path, other], "stands beside 'otherwise', expected that in an entry of its own");
    else if (index < count - 1)
      report.refuseKey([...path, 'otherwise'], 'stands before rules, expected it in the last entry');
    return;
  }
  for (const key of ['match', 'request'].filter((wanted) => !Object.hasOwn(event, wanted)))
    report.refuse(path, `has no '${key}', expected match and request together`);
  const { request } = event;
  const body = isMapping(request) ? request['body'] : undefined;
  if (isMapping(body) && Object.keys(body).length !== 1)
    report.refuse([...path, 'request', 'body'], 'has not one key, expected one of json, form and text');
}
