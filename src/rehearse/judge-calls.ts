import { speaksTls, toSeconds } from './judge-start.ts';
import type { CallMade, PlatformClient } from './platform-client.ts';
import type { Rehearsal } from './rehearsal.ts';
import { fail, pass, type StepName, type Verdict, warn } from './verdict.ts';

const LINES = 8;
const ROUNDS = 3;
const HTTP = '/http-invoke';
const OF_UNKNOWN_HOSTS: ReadonlySet<number> = new Set([400, 403, 404, 421]);
/** The app may still be on its way. */
const HOOK_LIMIT_MS = 60_000;
/** The time limit of an Initializer, where its owner has set none. */
const USUAL_HOOK_MS = 3_000;

/** The Initializer, as a function has it whose owner has configured one. */
export async function judgeInitialize({ client }: Rehearsal): Promise<Verdict> {
  const answer = await client.callHook('POST', '/initialize', HOOK_LIMIT_MS);
  if (answer.kind === 'whole' && answer.status < 300) {
    const took = `answered ${answer.status} after ${toSeconds(answer.durationMs)}`;
    const more = answer.durationMs > USUAL_HOOK_MS ? ': an Initializer has 3 s if its owner gives it no more' : '';
    return pass('initialize', `${took}${more}`);
  }
  const seen =
    answer.kind === 'whole'
      ? `POST /initialize was answered with ${answer.status}`
      : `POST /initialize had no answer: ${answer.reason}`;
  return warn(
    'initialize',
    'initialize-refused',
    `${seen}: with an Initializer the function would never start`,
    'configure no Initializer, or answer 200 (x-fc-control-path: /initialize tells it from a page of that name; berth does both)',
  );
}

/** One call, as the first of an instance, and then several at once. */
export async function judgeCalls(rehearsal: Rehearsal): Promise<Verdict> {
  const { client, plan, instance, startMoments } = rehearsal;
  const line = client.open();
  const first = await client.call(line, { method: 'GET', path: plan.app.paths[0] ?? '/', control: HTTP });
  line.close();
  startMoments.push({ moment: 'first answer', elapsedMs: performance.now() - instance.startedAtMs });
  const firstFault =
    (await findTls(rehearsal, first)) ?? findFault([first], 'calls') ?? (await judgeHost(rehearsal, first));
  if (firstFault !== null) return firstFault;
  const made = await callAtOnce(rehearsal);
  const fault = findStarved(made) ?? findFault(made, 'calls');
  if (fault !== null) return fault;
  const statuses = [...new Set(made.map(({ answer }) => (answer.kind === 'whole' ? answer.status : 0)))];
  const count = made.length + 1;
  const slowest = Math.max(...made.map(({ answer }) => answer.durationMs));
  return pass(
    'calls',
    `${count} of GET, ${LINES} at once: ${statuses.join(', ')}; the first took ${toSeconds(first.answer.durationMs)}, the slowest of the others ${toSeconds(slowest)}`,
  );
}

/** Several calls at once, and again, each connection by all paths in turn. */
export async function callAtOnce({ client, plan }: Rehearsal): Promise<CallMade[]> {
  const { paths } = plan.app;
  const lines = Array.from({ length: LINES }, () => client.open());
  const made = await Promise.all(
    lines.map(async (line, index) => {
      const own: CallMade[] = [];
      for (let round = 0; round < Math.max(ROUNDS, paths.length); round++) {
        const path = paths[(index + round) % paths.length] ?? '/';
        const made = await client.call(line, { method: 'GET', path, control: HTTP });
        own.push(made);
        // Each more would be waited for as long.
        if (made.answer.kind === 'lost') break;
      }
      return own;
    }),
  );
  for (const line of lines) line.close();
  return made.flat();
}

/** Connections that nobody has looked at while others were served; null: there were none. */
function findStarved(made: readonly CallMade[]): Verdict | null {
  const starved = made.filter(({ answer }) => answer.kind === 'lost' && answer.isLate && !answer.isCut).length;
  if (starved === 0 || made.every(({ answer }) => answer.kind === 'lost')) return null;
  return fail(
    'calls',
    'one-at-a-time',
    `of ${LINES} connections at once ${starved} were never served, and the others were: the app takes few at a time, and holds them`,
    'serve connections side by side (more workers or threads), or let it close each after its answer',
  );
}

/** An app that speaks only TLS, which the platform does not; null: it is something else. */
async function findTls({ place }: Rehearsal, { answer }: CallMade): Promise<Verdict | null> {
  if (answer.kind === 'whole' || answer.isLate || !(await speaksTls(place.address, place.port))) return null;
  return fail(
    'calls',
    'speaks-tls',
    `GET over plain HTTP had no answer (${answer.reason}), for on port ${place.port} the app speaks TLS`,
    'serve plain HTTP there: the platform ends TLS before it; berth reaches an app that can do no other (`upstream: { scheme: https }`)',
  );
}

/** What an app answers to a name that it does not know, if it knows the one of its developer's machine. */
async function judgeHost({ client, plan }: Rehearsal, { request, answer }: CallMade): Promise<Verdict | null> {
  if (answer.kind !== 'whole' || !OF_UNKNOWN_HOSTS.has(answer.status)) return null;
  const line = client.open();
  const here = await client.call(line, { method: 'GET', path: request.path, control: HTTP, host: 'localhost' });
  line.close();
  if (here.answer.kind !== 'whole' || here.answer.status >= 400) return null;
  const { host } = plan.app;
  const seen = `${describe(here)} is answered with ${answer.status} for the host ${host}, and with ${here.answer.status} for localhost`;
  return warn(
    'calls',
    'host-refused',
    seen,
    'let the app answer to the domain of its visitors (Django: ALLOWED_HOSTS), and name it here: --host',
  );
}

/** A call that had no answer, or one that tells of a failure of the server; null: there is none. */
export function findFault(made: readonly CallMade[], step: StepName): Verdict | null {
  const lost = made.find(({ answer }) => answer.kind === 'lost');
  if (lost !== undefined && lost.answer.kind === 'lost' && lost.answer.isCut) {
    const cure =
      'let Content-Length be the number of bytes that are sent, or leave it out; a worker that ends under the call cuts its answer too (--show-output)';
    return fail(step, 'answer-cut', `the answer to ${describe(lost)} was cut off: ${lost.answer.reason}`, cure);
  }
  if (lost !== undefined && lost.answer.kind === 'lost') {
    const seen = `${describe(lost)} had no answer: ${lost.answer.reason}`;
    return fail(
      step,
      'calls-lost',
      seen,
      'look at what the app said (--show-output): a worker may have ended under the call',
    );
  }
  const failed = made.find(({ answer }) => answer.kind === 'whole' && answer.status >= 500);
  if (failed === undefined || failed.answer.kind !== 'whole') return null;
  const { status, fields } = failed.answer;
  const isBerths = fields['x-fc-status'] === '404' ? ', and the call counts as failed (x-fc-status: 404)' : '';
  const cure = 'look at what the app said (--show-output), or name pages of it that need no database: --path /PAGE';
  return fail(step, 'calls-failed', `${describe(failed)} was answered with ${status}${isBerths}`, cure);
}

function describe({ request: { method, path } }: CallMade): string {
  return `${method} ${path}`;
}

/** An event of a trigger, as a function gets it that is not only called by HTTP. */
export async function judgeEvent({ client, plan }: Rehearsal): Promise<Verdict> {
  const { event } = plan.app;
  const { answer } = await post(client, '/invoke', event ?? Buffer.from('{"rehearsal":true}'), '/invoke');
  if (answer.kind === 'lost') {
    const cure = 'answer events, or give the function no triggers but HTTP';
    return fail('event', 'event-lost', `POST /invoke had no answer: ${answer.reason}`, cure);
  }
  const seen = `POST /invoke was answered with ${answer.status}`;
  const isServed = answer.status < 300 && answer.fields['x-fc-status'] !== '404';
  if (event === null)
    return pass('event', isServed ? seen : `${seen}: a trigger other than HTTP would be served nothing`);
  if (isServed) return pass('event', seen);
  const cure =
    'let berth make a request of it (`events` in berth.yaml), or answer POST /invoke with x-fc-control-path: /invoke';
  return fail('event', 'event-refused', `${seen}, and the event counts as failed`, cure);
}

/** The largest body that the platform lets through. */
export async function judgeBody({ client, plan }: Rehearsal): Promise<Verdict> {
  const { bodyBytes, paths } = plan.app;
  const size = `${Math.round((bodyBytes / 1024 ** 2) * 100) / 100} MiB`;
  const path = paths[0] ?? '/';
  const { answer } = await post(client, path, Buffer.alloc(bodyBytes, 'berth '), HTTP);
  if (answer.kind === 'lost') {
    const small = (await post(client, path, Buffer.from('berth'), HTTP)).answer;
    if (small.kind === 'whole' && small.status >= 400)
      return pass('body', `POST is answered with ${small.status}, and a body of ${size} is not read`);
    const cure = 'raise the limit of the server and what stands before it, or answer 413 and read the rest';
    return fail('body', 'body-lost', `POST with a body of ${size} had no answer: ${answer.reason}`, cure);
  }
  if (answer.status !== 413) return pass('body', `POST with a body of ${size} was answered with ${answer.status}`);
  return warn(
    'body',
    'body-refused',
    `POST with a body of ${size} was answered with 413, and the platform lets it through`,
    'raise the limit if the app takes uploads: client_max_body_size (nginx), post_max_size (PHP), the limit of its framework',
  );
}

function post(client: PlatformClient, path: string, body: Buffer, control: string): Promise<CallMade> {
  const fields = [['content-type', 'application/octet-stream']] as const;
  return client.call(client.open(), { method: 'POST', path, body, control, fields });
}
