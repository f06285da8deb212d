import { formatDuration } from '../core/duration.ts';
import { formatSize } from '../core/size.ts';
import { EVENT_CONTROL_PATH, type EventOrder, type EventRoute } from '../event/event-router.ts';
import { Failure } from '../failures/failure.ts';
import type { Target } from '../upstream/target.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { Collection } from './collection.ts';
import { findEventFailure, toEventAnswer } from './event-answer.ts';
import { EventDelivery } from './event-delivery.ts';
import type { EventProgress } from './event-progress.ts';
import { ExchangeUpload } from './exchange-upload.ts';

/** The exchange as far as it carries an event of the platform's: read whole, mapped by the rules, and asked of the app. */
export abstract class ExchangeEvent extends ExchangeUpload {
  /** True if the request is an event that the config has rules for; it is read before anything else, then. */
  protected openEvent(controlPath: string, request: UpstreamRequest): boolean {
    const { progress, context } = this;
    if (context.events === null || controlPath !== EVENT_CONTROL_PATH) return false;
    progress.event = { request, order: null, isRouted: false, keptBytes: 0, delivery: null };
    if (this.upload.isDone) return true;
    progress.collection = new Collection(this.upload, request, context.events.room, {
      onStored: () => this.progress === progress && progress.stage === 'collecting' && this.lookAtCollection(),
      onStoreFailed: (failure) => this.progress === progress && this.endCollecting(failure),
    });
    return true;
  }

  /** Reads the event, and finds out what becomes of it; `Call.onCollected` follows. */
  protected readEvent(): void {
    this.startCollecting();
    if (this.progress.collection === null) void this.#route();
  }

  protected override endCollecting(failure: Failure | null): void {
    const { progress } = this;
    if (progress.event === null || progress.event.isRouted || failure !== null) super.endCollecting(failure);
    else if (progress.stage === 'collecting') void this.#route();
  }

  /** Sends what the event has become to the app. */
  protected deliver(order: EventOrder, target: Target): void {
    const { progress, context, client } = this;
    progress.stage = 'delivering';
    const delivery = new EventDelivery(
      context,
      this.call!,
      order,
      client.peer,
      {
        onDelivered: (answers) => {
          progress.event!.delivery = null;
          const failure = findEventFailure(answers, order);
          if (failure === null) this.answer(toEventAnswer(answers, order, progress.requestId), null);
          else this.fail(failure);
        },
        onBroken: (fault) => this.breakOff(fault),
      },
      target,
    );
    progress.event!.delivery = delivery;
    client.deadlineMs = context.wheel.after(order.rule.timeoutMs);
    delivery.begin();
  }

  /** The event has taken longer than its rule allows. */
  protected failDelivery({ rule, number }: EventOrder): void {
    const limit = formatDuration(rule.timeoutMs);
    this.breakOff({ code: 'EVENT_TIMEOUT', details: { limit, rule: number } });
  }

  async #route(): Promise<void> {
    const { progress } = this;
    const { collection } = progress;
    const event = progress.event!;
    event.isRouted = true;
    this.watch('nothing');
    const route = await this.#findRoute(event).catch(toRefusal);
    if (this.progress !== progress || progress.stage !== 'collecting') return;
    this.call!.event = {
      rule: route.kind === 'deliver' ? route.order.number : route.kind === 'refuse' ? route.rule : null,
    };
    if (route.kind === 'deliver') event.order = route.order;
    if (route.kind !== 'deliver') {
      this.context.events!.keptBytes -= event.keptBytes;
      event.keptBytes = 0;
    }
    if (route.kind === 'forward' && collection !== null) {
      this.endCollecting(null);
      return;
    }
    collection?.release();
    progress.collection = null;
    progress.stage = 'waiting';
    this.call!.onCollected(route.kind === 'refuse' ? route.failure : null);
    if (progress.stage === 'waiting' && this.client.hasEnded) this.onClientEnd();
  }

  async #findRoute({ request: { bytes, bodyStart, bodyEnd } }: EventProgress): Promise<EventRoute> {
    const { router, room } = this.context.events!;
    const { collection } = this.progress;
    // These lie in a buffer that is used again.
    if (collection === null) return router.route(Buffer.from(bytes.subarray(bodyStart, bodyEnd)));
    if (!this.upload.isDone || collection.isTooLong) return router.routeOversize(formatSize(room.settings.maxBytes));
    this.#keep(collection.size);
    return router.route(await collection.readAll());
  }

  /** Takes room in the memory for an event until it is done with. */
  #keep(bytes: number): void {
    const events = this.context.events!;
    if (events.keptBytes + bytes > events.mostKeptBytes) {
      const reason = `it is an event, and those that are not done with take ${formatSize(events.mostKeptBytes)} with it`;
      throw new Failure('BODY_NOT_COLLECTED', { reason });
    }
    events.keptBytes += bytes;
    this.progress.event!.keptBytes = bytes;
  }
}

function toRefusal(error: unknown): EventRoute {
  if (error instanceof Failure) return { kind: 'refuse', rule: null, failure: error };
  throw error;
}
