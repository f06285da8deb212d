import type { Diagnosis } from '../../core/diagnosis.ts';
import { describeExitStatus, type ExitStatus } from '../../core/exit-status.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import type { TimelineMoment } from '../../core/timeline.ts';
import { describeLeft, diagnoseDaemon, diagnoseLostDaemon, type LeftBehind } from '../../failures/diagnosis/daemon.ts';
import { diagnoseExit } from '../../failures/diagnosis/exit.ts';
import { diagnoseInputEnd } from '../../failures/diagnosis/input-end.ts';
import { diagnoseMemoryKill } from '../../failures/diagnosis/memory.ts';
import { Failure } from '../../failures/failure.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import type { Child } from '../group/child.ts';
import { readProcFile } from '../group/process-table.ts';
import type { Spawner } from '../group/spawner.ts';
import { findLeftBehind } from '../inspection/left-behind.ts';

/** What is known of a child that has ended without being asked to. */
export interface EndedChild {
  readonly settings: ProcessSettings;
  readonly child: Child;
  readonly status: ExitStatus;
  readonly spawner: Spawner;
  /** The TCP ports it claimed, free before its spawn. */
  readonly ports: readonly number[];
  readonly output: ChildOutput;
}

/** How soon after it was ready a clean exit still is a command that went into the background. */
const DAEMON_PATIENCE_MS = 2_000;

/** The failure of a child that has ended before it was ready. */
export async function toEarlyEndFailure(end: EndedChild, timeline: readonly TimelineMoment[]): Promise<Failure> {
  const { settings, status } = end;
  const words = describeExitStatus(status);
  const line = toShellLine([settings.command.file, ...settings.command.args]);
  return (
    toMemoryFailure(end, timeline) ??
    (await toDaemonFailure(end, timeline)) ??
    new Failure(
      'APP_EXITED_BEFORE_READY',
      { process: settings.name, status: words, command: line },
      { diagnosis: diagnoseEnd(end), timeline },
    )
  );
}

/** The failure of a child that was ready for a while. */
export async function toCrashFailure(end: EndedChild, readyForMs: number): Promise<Failure> {
  const { settings, status } = end;
  const details = { process: settings.name, status: describeExitStatus(status) };
  return (
    toMemoryFailure(end, []) ??
    (readyForMs < DAEMON_PATIENCE_MS ? await toDaemonFailure(end, []) : null) ??
    new Failure('APP_CRASHED', details, { diagnosis: diagnoseEnd(end) })
  );
}

/** The failure of a process whose start had put a server beside it that is gone, while it runs on itself. */
export function toLostDaemonFailure(processName: string, { command, pid }: LeftBehind): Failure {
  const details = { process: processName, daemon: describeLeft({ command, pid }) };
  return new Failure('APP_DAEMON_LOST', details, { diagnosis: diagnoseLostDaemon({ command, pid }) });
}

function diagnoseEnd({ child, status }: EndedChild): Diagnosis | null {
  return (child.hasMetInputEnd ? diagnoseInputEnd(status) : null) ?? diagnoseExit(status);
}

function toMemoryFailure({ child, settings, status }: EndedChild, timeline: readonly TimelineMoment[]): Failure | null {
  const wasKilled = status.kind === 'signal' ? status.signal === 'SIGKILL' : status.code === 137;
  const { memoryKill } = child;
  if (!wasKilled || memoryKill === null) return null;
  const { limitMebibytes } = memoryKill;
  const limit = limitMebibytes === null ? '' : ` (its limit is ${limitMebibytes}MiB)`;
  const details = { process: settings.name, limit, status: 'was killed for want of memory' };
  return new Failure('APP_OUT_OF_MEMORY', details, { diagnosis: diagnoseMemoryKill(memoryKill), timeline });
}

async function toDaemonFailure(end: EndedChild, timeline: readonly TimelineMoment[]): Promise<Failure | null> {
  const { child, settings, status, spawner } = end;
  if (settings.kind === 'oneshot' || status.kind !== 'code' || status.code !== 0) return null;
  // A shell that waited in `read` or `cat` beside its server has left that, but no daemon.
  if (child.hasMetInputEnd) return null;
  const { stdoutFd, stderrFd } = end.output;
  const left = await findLeftBehind(child, spawner, { ports: end.ports, outputFds: [stdoutFd, stderrFd] });
  const [first] = left;
  if (first === undefined) return null;
  // Nothing may outlive berth, and these may have no mark.
  for (const entry of left) spawner.adopt(entry);
  const { file, args } = settings.command;
  const diagnosis = diagnoseDaemon([file, ...args, ...left.flatMap(readWords)], left);
  return new Failure(
    'APP_DAEMONIZED',
    { process: settings.name, daemon: describeLeft(first) },
    { diagnosis, timeline },
  );
}

// The name of a virtual machine does not tell the server that runs in it.
function readWords({ pid, command }: LeftBehind): string[] {
  return command === 'java' ? (readProcFile(pid, 'cmdline') ?? '').split('\0') : [];
}
