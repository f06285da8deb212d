import type { Settings } from '../core/settings.ts';
import { EventRouter } from '../event/event-router.ts';
import { CollectRoom } from '../exchange/collected-body.ts';
import type { ExchangeContext } from '../exchange/exchange-context.ts';
import type { OwnLog } from '../logging/own-log.ts';

/** What an event may be long: as much as Function Compute brings. */
const MOST_EVENT_BYTES = 33_554_432;

/** What becomes of the platform's events; null where the config has no rules, or nobody is believed about events. */
export function openEvents(
  { events, hooks, runDir }: Pick<Settings, 'events' | 'hooks' | 'runDir'>,
  log: Pick<OwnLog, 'warn'>,
  mask: (text: string) => string,
): ExchangeContext['events'] {
  if (events === null || hooks.header === null) return null;
  const router = new EventRouter(events, mask, (message) => log.warn({ event: 'event-unmatched' }, message));
  const room = new CollectRoom({ maxBytes: MOST_EVENT_BYTES, folder: runDir });
  return { router, room, keptBytes: 0, mostKeptBytes: 2 * MOST_EVENT_BYTES };
}
