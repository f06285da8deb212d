import type { EventRule } from '../core/event-settings.ts';
import { describeRanges, isInRanges } from '../core/status-range.ts';
import type { EventOrder } from '../event/event-router.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import { Failure } from '../failures/failure.ts';
import type { UpstreamHead } from '../upstream/upstream-head.ts';

/** What the app has answered to a request that an event had become. */
export interface EventAnswer {
  readonly status: number;
  /** '' without one. */
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly location: string;
  /** It says by itself, in the platform's own field, that it has failed. */
  readonly saysFailed: boolean;
  readonly body: Buffer;
}

/** Reads the head of an answer. `failureHeaders`: the fields and values by which the platform knows a failure. */
export function readAnswerHead(head: UpstreamHead, failureHeaders: Readonly<Record<string, string>>): EventAnswer {
  const out = Buffer.allocUnsafe(head.room);
  const lines = out.toString('latin1', 0, head.put(out, 0)).split('\r\n').slice(1);
  const find = (name: string): string => {
    const line = lines.find((one) => one.slice(0, name.length + 1).toLowerCase() === `${name}:`);
    return line === undefined ? '' : line.slice(name.length + 1).trim();
  };
  return {
    status: head.status,
    contentType: find('content-type'),
    contentEncoding: find('content-encoding'),
    location: find('location'),
    saysFailed: Object.entries(failureHeaders).some(([name, value]) => find(name) === value),
    body: Buffer.alloc(0),
  };
}

/** True if the platform may take the event for done with. */
export function isDone({ status, saysFailed }: EventAnswer, { success }: EventRule): boolean {
  return !saysFailed && isInRanges(success, status);
}

/** What the platform gets: the body of the only answer, or of several their statuses. Their fields it does not pass on. */
export function toEventAnswer(answers: readonly EventAnswer[], order: EventOrder, requestId: string): FailureAnswer {
  const [only] = answers;
  const isOne = order.rule.each === null && only !== undefined;
  const body = isOne ? only.body : Buffer.from(JSON.stringify(answers.map(({ status }) => ({ status }))));
  const fields: Array<readonly [string, string]> = [['content-length', String(body.length)]];
  const contentType = isOne ? only.contentType : 'application/json';
  if (contentType !== '') fields.push(['content-type', contentType]);
  if (isOne && only.contentEncoding !== '') fields.push(['content-encoding', only.contentEncoding]);
  fields.push(['x-request-id', requestId]);
  return { status: 200, fields, body };
}

/** Why the event is not done with, though the app has answered; null if it is. */
export function findEventFailure(
  answers: readonly EventAnswer[],
  { rule, requests, misfits }: EventOrder,
): Failure | null {
  const index = answers.findIndex((answer) => !isDone(answer, rule));
  const failed = answers[index];
  const count = answers.filter((answer) => !isDone(answer, rule)).length + misfits.length;
  if (count === 0) return null;
  const whole = requests.length + misfits.length;
  const share = whole === 1 ? '' : `${count} of ${whole} requests failed, the first of them: `;
  const what = failed === undefined ? misfits[0]! : `${requests[index]!.name} was answered ${describeAnswer(failed)}`;
  const statuses = failed === undefined ? 'it does not fit' : `status ${failed.status}`;
  return new Failure('EVENT_FAILED', { answer: share + what, success: describeRanges(rule.success), statuses });
}

// A query may hold secrets, and what stands in front of an `@` is one.
function describeAnswer({ status, location, saysFailed }: EventAnswer): string {
  const [place = ''] = location.replace(/\/\/[^/]*@/, '//').split(/[?#]/);
  if (status >= 300 && status < 400 && place !== '') return `${status}, a redirect to ${escapeText(place)}`;
  return saysFailed ? `${status}, with a field that says that it failed` : String(status);
}

function escapeText(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
