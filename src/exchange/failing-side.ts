import type { FailureCode } from '../core/failure-code.ts';
import { formatSize } from '../core/size.ts';
import type { FailureDetails } from '../core/upstream-status.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import { Failure } from '../failures/failure.ts';
import { toAnswerBytes } from '../http1/response-writer.ts';
import type { ExchangeState } from './exchange-state.ts';

/** Ends an exchange that the app does not end: with an answer of ours, or with a reset where the app's head is out. */
export class FailingSide {
  /** The client must see that the response is not whole. */
  mustReset = false;
  readonly #state: ExchangeState;
  #answer: Buffer | null = null;

  constructor(state: ExchangeState) {
    this.#state = state;
  }

  /** Makes ready for the next request. */
  begin(): void {
    this.mustReset = false;
    this.#answer = null;
  }

  /** The answer of ours, if it is ours: it is the caller's now. */
  takeAnswer(): Buffer | null {
    const answer = this.#answer;
    this.#answer = null;
    return answer;
  }

  /** The app broke the exchange: ends it as soon as it is known what is behind that. */
  breakOff(code: FailureCode, details: FailureDetails): void {
    const state = this.#state;
    const call = state.call!;
    state.dropUpstream();
    state.stage = 'explaining';
    state.watch('nothing');
    void state.wire.desk.explain(call, code, details).then((failure) => {
      if (state.call === call && state.stage === 'explaining') this.fail(failure);
    });
  }

  /** Ends the exchange with a failure, in whichever way is still open. */
  fail(failure: Failure): void {
    const { relay } = this.#state;
    if (!relay.isHeadOut) {
      this.answer(this.#state.wire.desk.toAnswer(failure, this.#state.call!), failure);
      return;
    }
    this.#state.dropUpstream();
    this.mustReset = true;
    this.#state.finish(relay.status, failure, relay.bytesOut);
  }

  failAsOversize(): void {
    this.fail(new Failure('BODY_TOO_LARGE', { limit: formatSize(this.#state.wire.settings.limits.bodyBytes) }));
  }

  onDeadline(): void {
    const { deadline, client } = this.#state;
    const details = deadline.describe();
    if (deadline.isTotal) this.breakOff('APP_TIMEOUT', details);
    else if (deadline.phase === 'reader') client.socket.resetAndDestroy();
    else if (deadline.phase === 'bodyIdle') this.fail(new Failure('REQUEST_TIMEOUT', details));
    else this.breakOff('APP_TIMEOUT', details);
  }

  /** Ends the exchange with an answer of ours. */
  answer(answer: FailureAnswer, failure: Failure | null): void {
    const { relay, terms } = this.#state;
    this.#state.dropUpstream();
    relay.drop();
    relay.persistence = terms.choosePersistence(false);
    this.#answer = toAnswerBytes(answer, relay.persistence, terms.isHead);
    this.#state.finish(answer.status, failure, terms.isHead ? 0 : answer.body.length);
  }
}
