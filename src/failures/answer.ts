import type { ErrorPage, ErrorSettings, PlatformSettings } from '../core/settings.ts';
import { describeMoment } from '../core/timeline.ts';
import { type AnswerType, chooseAnswerType } from './accept.ts';
import { CAUSE_TITLES } from './explanation.ts';
import type { Failure } from './failure.ts';
import { renderFailurePage } from './page.ts';
import { type FullDetail, type Telling, tellFailure } from './telling.ts';

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
  readonly platform: PlatformSettings;
  /** Pages of the config's, for the brief form. */
  readonly errors: Pick<ErrorSettings, 'page' | 'pages'>;
  /** null: the brief form, for production. */
  readonly detail: FullDetail | null;
}

/** Renders the answer for a failure as JSON, text or HTML by Accept; JSON where the client does not say. */
export function renderFailureAnswer(failure: Failure, context: AnswerContext): FailureAnswer {
  const type = chooseAnswerType(context.accept);
  const telling = tellFailure(failure, context.detail);
  const page = type === 'html' && context.detail === null ? findPage(telling.status, context) : null;
  const body = Buffer.from(page?.text ?? RENDERERS[type](telling, context.requestId));
  const fields: Array<readonly [string, string]> = [
    ['content-type', page?.contentType ?? CONTENT_TYPES[type]],
    ['content-length', String(body.length)],
    ['cache-control', 'no-store'],
    ['x-berth-error', failure.code],
    ['x-request-id', context.requestId],
  ];
  if (telling.retryAfterSeconds !== null) fields.push(['retry-after', String(telling.retryAfterSeconds)]);
  fields.push(...Object.entries(context.platform.failureHeaders));
  return { status: telling.status, fields, body };
}

/** The config's page for a status, filled in. Ids are of letters, digits and a few signs, so they are safe in any page. */
function findPage(status: number, { errors, requestId }: AnswerContext): ErrorPage | null {
  const page = errors.pages.get(status) ?? errors.page;
  if (page === null) return null;
  const text = page.text.replace(/\$\{(requestId|status)\}/g, (_, name) =>
    name === 'status' ? String(status) : requestId,
  );
  return { ...page, text };
}

const CONTENT_TYPES: Readonly<Record<AnswerType, string>> = {
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

const RENDERERS: Readonly<Record<AnswerType, (telling: Telling, requestId: string) => string>> = {
  json: renderJson,
  text: renderText,
  html: renderFailurePage,
};

// The field names of Function Compute's own error bodies, so that its SDKs show the message.
function renderJson({ code, message, cure, full }: Telling, requestId: string): string {
  const answer = { errorType: code, errorMessage: message, requestId, hint: cure };
  if (full === null) return `${JSON.stringify(answer)}\n`;
  const { explanation, timeline, logTail, docs } = full;
  const { cause, certainty, evidence } = explanation;
  const moments = timeline.length === 0 ? {} : { timeline };
  return `${JSON.stringify({ ...answer, cause, certainty, evidence, ...moments, logTail, docs })}\n`;
}

function renderText({ code, message, cure, full }: Telling, requestId: string): string {
  const lines = [`${code}: ${message}`];
  if (full !== null) lines.push(`${CAUSE_TITLES[full.explanation.certainty]}: ${full.explanation.cause}`);
  lines.push(cure, `Request id: ${requestId}`);
  if (full === null) return `${lines.join('\n')}\n`;
  if (full.timeline.length > 0) lines.push(`Start: ${full.timeline.map(describeMoment).join(', ')}`);
  if (full.logTail.length > 0) lines.push('', 'Last output of the app:', ...full.logTail);
  return `${lines.join('\n')}\n\nMore: ${full.docs}\n`;
}
