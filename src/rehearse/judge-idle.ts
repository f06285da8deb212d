import { setTimeout as delay } from 'node:timers/promises';
import { toEndVerdict } from './end-verdict.ts';
import { findFault } from './judge-calls.ts';
import { toSeconds } from './judge-start.ts';
import type { LineToApp } from './line-to-app.ts';
import type { CallMade, Wish } from './platform-client.ts';
import type { Rehearsal } from './rehearsal.ts';
import { fail, pass, type Verdict, warn } from './verdict.ts';

type Fields = NonNullable<Wish['fields']>;

const HELD_LINES = 4;
/** What runs late after a thaw has run by then. */
const AFTER_THAW_MS = 400;
const IDLE_CURE =
  'switch the idle timeout of the server off, or set it over 15 min (Node.js: server.keepAliveTimeout = 0, nginx: keepalive_timeout 1200, gunicorn: --keep-alive 1000); berth keeps its own side open';
const KEEP_CURE = 'let it keep connections open (HTTP/1.1 without Connection: close), for each call pays for a new one';
const EXPIRED_CURE =
  'renew what has a time limit (tokens, sessions, leases) when it is asked for, and not by a timer alone: none runs while the instance is frozen';
const CLOCK_CURE = 'let no timer decide that something hangs: in a frozen instance the clock has jumped';

function get({ client, plan }: Rehearsal, line: LineToApp, fields: Fields = []): Promise<CallMade> {
  return client.call(line, { method: 'GET', path: plan.app.paths[0] ?? '/', control: '/http-invoke', fields });
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

/** Freezes the instance between calls and lets it go on: connections, calls and visitors' cookies must survive it. */
export async function judgeFreeze(rehearsal: Rehearsal): Promise<Verdict> {
  const { client, instance, plan, found } = rehearsal;
  const visitors = Array.from({ length: HELD_LINES }, () => new Visitor(rehearsal));
  const callAll = () => Promise.all(visitors.map((visitor) => visitor.get()));
  await callAll();
  const before = await callAll();
  const areKept =
    !found.has('idle-closed') && !found.has('never-kept') && before.every(({ answer }) => answer.isReused);
  if (instance.exit !== null) return toEndVerdict(rehearsal, 'freeze');
  await instance.freeze(plan.times.freezeMs);
  // Of an app that lets no connection live, only whole ones can be asked for.
  if (!areKept) for (const visitor of visitors) visitor.line = client.open();
  const made = await callAll();
  await delay(AFTER_THAW_MS);
  made.push(...(await callAll()));
  const words = `frozen for ${toSeconds(plan.times.freezeMs)}`;
  if (instance.exit !== null) {
    const end = toEndVerdict(rehearsal, 'freeze');
    return end.code === 'app-ended'
      ? fail('freeze', 'died-on-thaw', `${words}; after the thaw ${end.seen}`, CLOCK_CURE)
      : end;
  }
  if (areKept && made.some(({ answer }) => answer.kind === 'lost' || answer.isAfterDrop)) {
    const lost = made.filter(({ answer }) => answer.kind === 'lost').length;
    const seen = `${words}; after the thaw the app dropped connections, and ${lost} of ${made.length} calls were lost`;
    return fail('freeze', 'dropped-on-thaw', seen, IDLE_CURE);
  }
  return (
    findFault(made, 'freeze') ??
    findChange(before, made, words) ??
    pass('freeze', `${words}, and ${made.length} calls after it went well`)
  );
}

/** Somebody with a connection of their own, who brings back the cookies that were set. */
class Visitor {
  line: LineToApp;
  readonly #rehearsal: Rehearsal;
  readonly #cookies = new Map<string, string>();

  constructor(rehearsal: Rehearsal) {
    this.#rehearsal = rehearsal;
    this.line = rehearsal.client.open();
  }

  async get(): Promise<CallMade> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const made = await get(this.#rehearsal, this.line, cookie === '' ? [] : [['cookie', cookie]]);
    if (made.answer.kind === 'whole') {
      for (const text of [made.answer.fields['set-cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(text) ?? [];
        this.#cookies.set(name, value);
      }
    }
    return made;
  }
}

/** What was served before the freeze, and is refused behind it; null: nothing. */
function findChange(before: readonly CallMade[], after: readonly CallMade[], words: string): Verdict | null {
  const wereServed = before.every(({ answer }) => answer.kind === 'whole' && answer.status < 400);
  const refused = after.find(({ answer }) => answer.kind === 'whole' && answer.status >= 400);
  if (!wereServed || refused === undefined || refused.answer.kind !== 'whole') return null;
  const { request, answer } = refused;
  const seen = `${words}; after the thaw ${request.method} ${request.path} was answered with ${answer.status}, and before it was served`;
  return fail('freeze', 'changed-on-thaw', seen, EXPIRED_CURE);
}
