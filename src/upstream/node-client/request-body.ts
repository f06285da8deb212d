import type { ClientRequest, IncomingMessage } from 'node:http';
import { isPassedTrailer } from '../../core/header-rule.ts';

/** What becomes of a request body on its way. */
export interface BodyWatcher {
  /** More of the body came; false stops the body here. */
  onBytes(bytes: number): boolean;
  /** Who holds the body up: a slow client, an upstream that does not read, or nobody since all of it is sent. */
  onWaitingFor(party: 'client' | 'upstream' | 'nobody'): void;
  /** The client said nothing for as long as it may. */
  onSilence(): void;
}

/**
 * Carries a request body to the upstream as it comes, no faster than the upstream takes it, with the trailers that may
 * be passed on. Returns the way to stop: what has not been read by then stays unread.
 */
export function carryRequestBody(
  req: IncomingMessage,
  upstreamReq: ClientRequest,
  silenceMs: number,
  watcher: BodyWatcher,
): () => void {
  const silence = silenceMs === 0 ? null : setTimeout(watcher.onSilence, silenceMs);
  req.on('data', onData);
  req.on('end', onEnd);
  upstreamReq.on('drain', onDrain);
  watcher.onWaitingFor('client');
  req.resume();

  function onData(chunk: Buffer): void {
    if (!watcher.onBytes(chunk.length)) return;
    if (upstreamReq.write(chunk)) {
      silence?.refresh();
      watcher.onWaitingFor('client');
      return;
    }
    req.pause();
    if (silence !== null) clearTimeout(silence);
    watcher.onWaitingFor('upstream');
  }

  function onDrain(): void {
    silence?.refresh();
    watcher.onWaitingFor('client');
    req.resume();
  }

  function onEnd(): void {
    stop();
    const trailers = toTrailers(req.rawTrailers);
    if (trailers.length > 0) upstreamReq.addTrailers(trailers);
    upstreamReq.end();
    watcher.onWaitingFor('nobody');
  }

  function stop(): void {
    if (silence !== null) clearTimeout(silence);
    req.off('data', onData);
    req.off('end', onEnd);
    upstreamReq.off('drain', onDrain);
    if (!req.readableEnded) req.pause();
  }

  return stop;
}

/** The trailer fields that may be passed on, as pairs. */
export function toTrailers(rawTrailers: readonly string[]): Array<[string, string]> {
  const trailers: Array<[string, string]> = [];
  for (let i = 0; i + 1 < rawTrailers.length; i += 2) {
    const name = rawTrailers[i]!;
    if (isPassedTrailer(name.toLowerCase())) trailers.push([name, rawTrailers[i + 1]!]);
  }
  return trailers;
}
