import type { ErrorSettings, PlatformSettings } from '../core/settings.ts';
import { type AnswerType, chooseAnswerType } from './accept.ts';
import type { Failure } from './failure.ts';
import { renderFailurePage } from './page.ts';

/** A complete response made by berth itself. Field names are lower-case; content-length is among the fields. */
export interface FailureAnswer {
  readonly status: number;
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
}

/** What a renderer needs besides the failure. */
export interface AnswerContext {
  readonly requestId: string;
  /** The request's Accept field; `''` if it has none. */
  readonly accept: string;
  readonly detail: ErrorSettings['detail'];
  readonly platform: PlatformSettings;
  /** The app's last output lines, secrets masked; used only with `detail: full`. */
  readonly logTail: readonly string[];
}

/** Renders the answer for a failure as JSON, text or HTML by Accept; JSON where the client does not say. */
export function renderFailureAnswer(failure: Failure, context: AnswerContext): FailureAnswer {
  const type = chooseAnswerType(context.accept);
  const body = Buffer.from(RENDERERS[type](failure, context));
  const fields: Array<readonly [string, string]> = [
    ['content-type', CONTENT_TYPES[type]],
    ['content-length', String(body.length)],
    ['cache-control', 'no-store'],
    ['x-berth-error', failure.code],
    ['x-request-id', context.requestId],
  ];
  if (failure.row.retryAfterSeconds !== null) fields.push(['retry-after', String(failure.row.retryAfterSeconds)]);
  fields.push(...Object.entries(context.platform.failureHeaders));
  return { status: failure.row.status, fields, body };
}

const CONTENT_TYPES: Readonly<Record<AnswerType, string>> = {
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

const RENDERERS: Readonly<Record<AnswerType, (failure: Failure, context: AnswerContext) => string>> = {
  json: renderJson,
  text: renderText,
  html: renderFailurePage,
};

// The field names of Function Compute's own error bodies, so that its SDKs show the message.
function renderJson(failure: Failure, context: AnswerContext): string {
  const full = context.detail === 'full' ? { logTail: context.logTail } : {};
  return `${JSON.stringify({
    errorType: failure.code,
    errorMessage: failure.message,
    requestId: context.requestId,
    hint: failure.cure,
    ...full,
  })}\n`;
}

function renderText(failure: Failure, context: AnswerContext): string {
  const lines = [`${failure.code}: ${failure.message}`, failure.cure, `Request id: ${context.requestId}`];
  if (context.detail === 'full' && context.logTail.length > 0)
    lines.push('', 'Last output of the app:', ...context.logTail);
  return `${lines.join('\n')}\n`;
}
