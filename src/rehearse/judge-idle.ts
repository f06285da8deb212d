import { setTimeout as delay } from 'node:timers/promises';
import { toEndVerdict } from './end-verdict.ts';
import { findFault } from './judge-calls.ts';
import { toSeconds } from './judge-start.ts';
import type { LineToApp } from './line-to-app.ts';
import type { CallMade } from './platform-client.ts';
import type { Rehearsal } from './rehearsal.ts';
import { fail, pass, type Verdict, warn } from './verdict.ts';

const HELD_LINES = 4;
/** What runs late after a thaw has run by then. */
const AFTER_THAW_MS = 400;
const IDLE_CURE =
  'switch the idle timeout of the server off, or set it over 15 min (Node.js: server.keepAliveTimeout = 0, nginx: keepalive_timeout 1200, gunicorn: --keep-alive 1000); berth keeps its own side open';
const KEEP_CURE = 'let it keep connections open (HTTP/1.1 without Connection: close), for each call pays for a new one';
const CLOCK_CURE = 'let no timer decide that something hangs: in a frozen instance the clock has jumped';

function get({ client, plan }: Rehearsal, line: LineToApp): Promise<CallMade> {
  return client.call(line, { method: 'GET', path: plan.app.paths[0] ?? '/', control: '/http-invoke' });
}

/** Leaves a connection without a call for a while: the platform takes it again later, and loses a POST if it is closed just then. */
export async function judgeIdle(rehearsal: Rehearsal): Promise<Verdict> {
  const { client, plan, profile } = rehearsal;
  const { idleMs } = plan.times;
  const keptMs = profile.platform.limits.connectionIdleMs;
  const tell = keptMs === null ? warn : fail;
  const line = client.open();
  const { answer } = await get(rehearsal, line);
  if (answer.kind === 'whole' && answer.isLast)
    return warn('idle', 'never-kept', 'the app closes each connection after its answer', KEEP_CURE);
  const sinceMs = performance.now();
  await delay(idleMs);
  const { closedAtMs } = line;
  const again = await get(rehearsal, line);
  if (closedAtMs !== null || again.answer.kind === 'lost' || !again.answer.isReused) {
    const after = closedAtMs === null ? '' : ` after ${toSeconds(closedAtMs - sinceMs)}`;
    return tell('idle', 'idle-closed', `the app closed a connection that had no call${after}`, IDLE_CURE);
  }
  const announcedS = toAnnouncedSeconds(again);
  if (keptMs !== null && announcedS !== null && announcedS * 1000 < keptMs)
    return tell(
      'idle',
      'idle-announced',
      `the app says that it closes a connection after ${announcedS} s without a call (Keep-Alive: timeout=${announcedS})`,
      IDLE_CURE,
    );
  const rest =
    keptMs === null || idleMs >= keptMs
      ? ''
      : `; the platform keeps it for ${keptMs / 60_000} min (--idle ${keptMs / 60_000}m waits as long)`;
  return pass('idle', `a connection was still open after ${toSeconds(idleMs)} without a call${rest}`);
}

function toAnnouncedSeconds({ answer }: CallMade): number | null {
  if (answer.kind === 'lost') return null;
  const seconds = /timeout=(\d+)/.exec(String(answer.fields['keep-alive'] ?? ''))?.[1];
  return seconds === undefined ? null : Number(seconds);
}

/** Freezes the instance between calls and lets it go on: connections and calls must survive it. */
export async function judgeFreeze(rehearsal: Rehearsal): Promise<Verdict> {
  const { client, instance, plan, found } = rehearsal;
  const open = (): LineToApp[] => Array.from({ length: HELD_LINES }, () => client.open());
  const callAll = (lines: readonly LineToApp[]) => Promise.all(lines.map((line) => get(rehearsal, line)));
  const held = open();
  await callAll(held);
  const areKept =
    !found.has('idle-closed') &&
    !found.has('never-kept') &&
    (await callAll(held)).every(({ answer }) => answer.isReused);
  await instance.freeze(plan.times.freezeMs);
  // Of an app that lets no connection live, only whole ones can be asked for.
  const lines = areKept ? held : open();
  const made = await callAll(lines);
  await delay(AFTER_THAW_MS);
  made.push(...(await callAll(lines)));
  const words = `frozen for ${toSeconds(plan.times.freezeMs)}`;
  if (instance.exit !== null) {
    const seen = `${words}; after the thaw ${toEndVerdict(rehearsal, 'freeze').seen}`;
    return fail('freeze', 'died-on-thaw', seen, CLOCK_CURE);
  }
  if (areKept && made.some(({ answer }) => answer.kind === 'lost' || !answer.isReused)) {
    const lost = made.filter(({ answer }) => answer.kind === 'lost').length;
    const seen = `${words}; after the thaw the app dropped connections, and ${lost} of ${made.length} calls were lost`;
    return fail('freeze', 'dropped-on-thaw', seen, IDLE_CURE);
  }
  return findFault(made, 'freeze') ?? pass('freeze', `${words}, and ${made.length} calls after it went well`);
}
