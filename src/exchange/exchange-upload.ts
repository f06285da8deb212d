import { diagnoseLeftWaiting } from '../failures/diagnosis/left-waiting.ts';
import { Failure } from '../failures/failure.ts';
import type { RoundTrip } from '../upstream/transport.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { Collection } from './collection.ts';
import { ExchangeResponse } from './exchange-response.ts';

const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** The exchange as far as a request body takes a way of its own: gathered before the app hears of it, or sent behind an answer. */
export abstract class ExchangeUpload extends ExchangeResponse {
  /** For a body without a length: it is gathered, where the config wants that, before the call is let in. */
  protected openCollection(request: UpstreamRequest): void {
    const { progress, context } = this;
    const { collectRoom: room } = context;
    if (room === null) {
      context.dispatcher.warnOnce('chunked-request', STREAMED);
      return;
    }
    progress.collection = new Collection(this.upload, request, room, {
      onStored: () => this.progress === progress && progress.stage === 'collecting' && this.lookAtCollection(),
      onStoreFailed: (failure) => this.progress === progress && this.endCollecting(failure),
    });
  }

  /** The client sends its body now: berth gives it leave, for the app is not asked yet. */
  protected startCollecting(): void {
    const { progress } = this;
    if (progress.awaitsContinue) this.client.socket.write(CONTINUE);
    progress.awaitsContinue = false;
    progress.stage = 'collecting';
    this.watch('bodyIdle');
  }

  /** Takes bytes of a body that is gathered; returns where the bytes that are dealt with end. */
  protected collect(bytes: Buffer, from: number): number {
    const pos = this.progress.collection!.take(bytes, from);
    if (pos instanceof Failure) this.endCollecting(pos);
    else if (this.progress.stage === 'collecting') this.lookAtCollection();
    return pos instanceof Failure ? bytes.length : pos;
  }

  /** The gathering is over; `failure`: why the body cannot go to the app. */
  protected endCollecting(failure: Failure | null): void {
    const { progress } = this;
    if (progress.stage !== 'collecting') return;
    const collection = progress.collection!;
    progress.stage = 'waiting';
    this.watch('nothing');
    if (failure !== null) collection.release();
    else collection.settle();
    if (!this.upload.isDone && failure === null) this.context.dispatcher.warnOnce('chunked-request', TOO_LONG);
    this.call!.onCollected(failure);
    if (progress.stage === 'waiting' && this.client.hasEnded) this.onClientEnd();
  }

  protected lookAtCollection(): void {
    const collection = this.progress.collection!;
    if (collection.isComplete) this.endCollecting(null);
    else if (this.upload.isDone) this.watch('nothing');
    else if (collection.isTooLong || collection.isBehind) {
      this.context.pauseClient(this.client.socket);
      this.watch('nothing');
    } else {
      this.client.socket.resume();
      this.watch('bodyIdle');
    }
  }

  /** The failure of a client that has left, by how it did. */
  protected toGone(end: 'fin' | 'reset'): Failure {
    const diagnosis = this.progress.stage === 'waiting' ? diagnoseLeftWaiting(end) : null;
    return new Failure('CLIENT_GONE', {}, { diagnosis });
  }

  /** The body has not come in time. */
  protected failBody(failure: Failure): void {
    if (this.progress.stage === 'collecting') this.endCollecting(failure);
    else this.fail(failure);
  }

  /** Sends what was gathered, then what has come since. */
  protected sendCollected(collection: Collection): void {
    const { progress } = this;
    const isCurrent = (): boolean => this.progress === progress && progress.collection === collection;
    this.watch('idle');
    collection.send(progress.roundTrip!).then(
      (isWhole) => {
        if (!isCurrent() || collection.isStopped) return;
        progress.collection = null;
        collection.release();
        if (isWhole) this.watchPhase();
        else this.sendBacklog();
      },
      (failure) => isCurrent() && !collection.isStopped && this.fail(failure),
    );
  }

  /** Sends bytes of the body; returns where those that are dealt with end. */
  protected sendBody(bytes: Buffer, from: number): number {
    const { roundTrip } = this.progress;
    const sent = this.upload.send(roundTrip!, bytes, from);
    if (sent instanceof Failure) {
      this.fail(sent);
      return bytes.length;
    }
    if (!this.upload.isBehind) this.watchPhase();
    else {
      this.context.pauseClient(this.client.socket);
      this.watch('idle');
    }
    return sent;
  }

  protected sendOn(roundTrip: RoundTrip): void {
    const { progress } = this;
    const { collection } = progress;
    if (collection === null) progress.lateUpload = roundTrip;
    else if (!this.upload.isDone) {
      collection.stop();
      roundTrip.abort();
    } else {
      progress.collection = null;
      collection.sendOn(roundTrip);
    }
  }

  /** The app has answered and reads on: so much of the body is still sent, then its connection is closed. */
  protected sendLate(bytes: Buffer, from: number): number {
    const { lateUpload } = this.progress;
    const sent = this.upload.send(lateUpload!, bytes, from);
    if (sent instanceof Failure) this.dropLateUpload();
    else if (this.upload.isDone) {
      lateUpload!.abortSoon();
      this.progress.lateUpload = null;
    } else if (this.upload.isBehind) this.context.pauseClient(this.client.socket);
    return sent instanceof Failure ? bytes.length : sent;
  }

  /** The app has taken everything so far. */
  onDrain(): void {
    const { lateUpload, collection } = this.progress;
    if (lateUpload !== null) this.client.socket.resume();
    if (collection?.isSending === true) {
      this.watch('idle');
      collection.onDrain();
      return;
    }
    if (!this.isForwarding || this.upload.isDone) return;
    this.watchPhase();
    this.client.socket.resume();
  }

  /** What still comes of the body is for nobody from now on. */
  dropLateUpload(): void {
    this.dropUpstream();
    this.client.socket.resume();
  }

  /** Sends what has come of the body since it is the app's. */
  protected abstract sendBacklog(): void;
}

const UNREAD =
  'many servers read nothing of such a body and answer all the same (WSGI and CGI programs, one-process servers)';
const STREAMED = `a request came without a length, and went to the app in chunks, as \`proxy.requestBody: stream\` says: ${UNREAD}; \`collect\` gives it a length`;
const TOO_LONG = `a request without a length had a longer body than \`proxy.collect.max\`, and went to the app in chunks: ${UNREAD}; raise that, or say with \`proxy.requestBody: stream\` that the app reads chunks`;
