import type { EventOrder } from '../event/event-router.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';

/** How far an event is on its way. */
export interface EventProgress {
  readonly request: UpstreamRequest;
  /** What it has become; null: nothing yet, or it goes to the app as it came. */
  order: EventOrder | null;
  /** It has been read, and is being looked at, or was. */
  isRouted: boolean;
  /** What it takes of the memory. */
  keptBytes: number;
  /** The requests that are on their way. */
  delivery: { abort(): void } | null;
}
