import type { ExitStatus } from '../core/exit-status.ts';
import type { Log, LogFields } from '../core/log.ts';
import type { Failure } from '../failures/failure.ts';
import type { ChildOutput } from '../logging/child-output.ts';
import type { Child } from './child.ts';
import { unlessLate } from './pause.ts';

/** How long to wait for the relay: a flood from a daemon that left its group could keep it busy for ever. */
export const FLUSH_LIMIT_MS = 500;

/** Lines of the last output in the record. */
const LOGGED_TAIL_LINES = 20;

/** Logs the failure of a process with its exit status, its age and its last output. Called once for each failure. */
export async function recordFailure(
  log: Log,
  processName: string,
  failure: Failure,
  { child, output }: { readonly child: Child | null; readonly output: ChildOutput },
): Promise<void> {
  const uptimeMs = child === null ? 0 : Math.round(performance.now() - child.spawnedAtMs);
  await unlessLate(output.flush(), FLUSH_LIMIT_MS);
  const fields = {
    event: 'failure',
    code: failure.code,
    process: processName,
    ...toFields(child?.exitStatus ?? null),
    uptimeMs,
    ...describeCause(failure),
    ...(failure.timeline.length === 0 ? {} : { timeline: failure.timeline }),
    logTail: output.tail.slice(-LOGGED_TAIL_LINES),
  };
  log.error(fields, failure.message);
}

/** What was found out about this occurrence, else what the catalogue says of all of its kind. */
function describeCause({ diagnosis, row, cure }: Failure): LogFields {
  if (diagnosis === null) return { cause: row.cause, certainty: 'usual', cure };
  return { ...diagnosis };
}

function toFields(status: ExitStatus | null): LogFields {
  if (status === null) return {};
  return status.kind === 'code' ? { exitCode: status.code } : { signal: status.signal };
}
