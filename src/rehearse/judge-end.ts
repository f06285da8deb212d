import { setTimeout as delay } from 'node:timers/promises';
import type { ExitStatus } from '../core/exit-status.ts';
import { findReadOnly, toEndVerdict, toMebi, toMemoryVerdict } from './end-verdict.ts';
import { toSeconds } from './judge-start.ts';
import type { Place } from './place.ts';
import type { Rehearsal } from './rehearsal.ts';
import { pass, type Verdict, warn } from './verdict.ts';

const PRE_STOP_LIMIT_MS = 10_000;
/** The kernel takes a moment to carry out what was asked of it. */
const GONE_MS = 300;
const SHORT_OF_MEMORY = 0.85;
/** A function has that much of a disk, if its owner has chosen no more. */
const TMP_BYTES = 512 * 1024 ** 2;
const MOST_NAMES = 4;

/** Judges the memory that the whole rehearsal took. */
export function judgeMemory(rehearsal: Rehearsal): Verdict {
  const { memory } = rehearsal.instance;
  if (memory.kills > 0) return toMemoryVerdict(rehearsal, 'memory');
  const how = memory.isLimitedByKernel ? 'limited by the kernel' : 'measured';
  const seen = `${toMebi(memory.peakBytes)} at most, of ${toMebi(memory.limitBytes)} (${how})`;
  if (memory.peakBytes <= memory.limitBytes * SHORT_OF_MEMORY) return pass('memory', seen);
  return warn('memory', 'memory-short', `${seen}: little is left for a busy hour`, 'give the function more memory');
}

/** Ends the instance as the platform does: the hook, the order to end, and after the time for that the end by force. */
export async function judgeStop(rehearsal: Rehearsal): Promise<Verdict[]> {
  const { instance, client, profile, plan } = rehearsal;
  const verdicts: Verdict[] = [];
  if (profile.controlHeader !== null) {
    const answer = await client.callHook('GET', '/pre-stop', PRE_STOP_LIMIT_MS);
    if (answer.kind === 'lost' || answer.status >= 300) {
      const seen = answer.kind === 'lost' ? answer.reason : `it was answered with ${answer.status}`;
      verdicts.push(
        warn('stop', 'pre-stop-refused', `GET /pre-stop: ${seen}`, 'configure no PreStop hook, or answer 200'),
      );
    }
  }
  client.close();
  if (instance.exit !== null) return [toEndVerdict(rehearsal, 'stop')];
  const startedAtMs = performance.now();
  instance.signal('SIGTERM');
  const { graceMs } = plan.times;
  const waiting = new AbortController();
  await Promise.race([instance.ended, delay(graceMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
  waiting.abort();
  if (instance.exit !== null) {
    const took = toSeconds(performance.now() - startedAtMs);
    return [...verdicts, pass('stop', `ended ${took} after SIGTERM, ${describeEnd(instance.exit)}`)];
  }
  const seen = `the app was still there ${toSeconds(graceMs)} after SIGTERM, and was killed`;
  const cure = 'end on SIGTERM: a shell passes it on only by `exec`, and as PID 1 a program has to ask for it';
  return [...verdicts, warn('stop', 'term-ignored', seen, cure)];
}

function describeEnd(exit: ExitStatus): string {
  if (exit.kind === 'code') return `with code ${exit.code}`;
  return exit.signal === 'SIGTERM' ? 'by it' : `by ${exit.signal}`;
}

/** What still runs once the start command has ended. */
export async function judgeLeftBehind({ instance, place }: Rehearsal): Promise<Verdict> {
  if (instance.exit === null) return pass('left behind', 'everything was killed');
  await delay(GONE_MS);
  const left = place.listProcesses();
  if (left.length === 0) return pass('left behind', 'no process');
  const names = [...new Set(left.map(({ command }) => command || 'a process without a name'))].slice(0, MOST_NAMES);
  const seen = `${left.length} processes outlived the start command: ${names.join(', ')}`;
  return warn('left behind', 'processes-left', seen, 'end them before: what they have not written is lost');
}

/** What was written where it is lost, or where old functions and other platforms refuse it. */
export function judgeFiles(rehearsal: Rehearsal): Verdict[] {
  const { place } = rehearsal;
  const refused = findReadOnly(rehearsal, 'files');
  // The calls went well all the same.
  const verdicts: Verdict[] = refused === null ? [] : [{ ...refused, state: 'warning' }];
  const full = judgeTmp(place);
  if (full !== null) verdicts.push(full);
  const written = place.listWritten();
  if (written.length > 0) {
    const names = written.slice(0, MOST_NAMES).map(({ path }) => path);
    const more = written.length > MOST_NAMES ? ` and ${written.length - MOST_NAMES} more` : '';
    verdicts.push(
      warn(
        'files',
        'written-elsewhere',
        `written outside /tmp: ${names.join(', ')}${more}`,
        'write below /tmp, and what has to last into a store: older functions can write nowhere else',
      ),
    );
  }
  if (verdicts.length > 0) return verdicts;
  const kept = place.listTemporary().length;
  const where = place.watches === null ? '' : ` (looked ${place.watches})`;
  return [pass('files', `nothing was written outside /tmp${where}; ${kept} files are in it at the end`)];
}

function judgeTmp(place: Place): Verdict | null {
  const sizeBytes = place.listTemporary().reduce((sum, file) => sum + file.sizeBytes, 0);
  if (sizeBytes <= TMP_BYTES) return null;
  const seen = `/tmp holds ${toMebi(sizeBytes)}, and a function has ${toMebi(TMP_BYTES)} of disk if it asks for no more`;
  return warn('files', 'tmp-too-full', seen, 'give the function a larger disk (10 GB), or write less');
}
