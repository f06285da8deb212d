import type { Diagnosis } from '../../core/diagnosis.ts';

const IN_USE = /address already in use|EADDRINUSE|connection in use|\(98:|errno 98\b/i;

/**
 * Says whose port it is if an app complains of one that is in use and that is berth's own: an app keeps the port it had
 * before berth stood in front of it. Any other diagnosis comes back as it is. 0: berth's port is whatever was free.
 */
export function nameOwnPort(diagnosis: Diagnosis, listenPort: number): Diagnosis {
  if (listenPort === 0) return diagnosis;
  const isOwn = new RegExp(`(?<![\\d.])${listenPort}(?!\\d)`);
  if (!diagnosis.evidence.some((line) => IN_USE.test(line) && isOwn.test(line))) return diagnosis;
  return {
    ...diagnosis,
    cause: `The app wants to listen on port ${listenPort}, which is berth's own.`,
    cure: 'Let the app listen on another port, and name that in `port`; with `port: auto` it is told a free one in `$PORT`.',
  };
}
