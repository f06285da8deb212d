import type { HealthSettings } from '../core/settings.ts';
import type { FailureAnswer } from '../failures/answer.ts';

/** Makes the answer to a probe of the platform, by its method. */
export type HealthAnswer = (method: string) => FailureAnswer;

/** What berth says at the path of its own; `isServing` is asked anew each time. A GET and a HEAD are told the same. */
export function createHealthAnswer({ answers }: HealthSettings, isServing: () => boolean): HealthAnswer {
  return (method) => {
    if (method !== 'GET' && method !== 'HEAD') return ANSWERS.badMethod;
    return answers === 'always' || isServing() ? ANSWERS.ok : ANSWERS.notReady;
  };
}

const ANSWERS = {
  ok: toAnswer(200, 'ok', []),
  notReady: toAnswer(503, 'not ready', [['retry-after', '1']]),
  badMethod: toAnswer(405, 'GET and HEAD only', [['allow', 'GET, HEAD']]),
};

function toAnswer(status: number, word: string, more: FailureAnswer['fields']): FailureAnswer {
  const body = Buffer.from(`${word}\n`);
  const fields = [
    ['content-type', 'text/plain; charset=utf-8'],
    ['content-length', String(body.length)],
    ['cache-control', 'no-store'],
    ...more,
  ] as const;
  return { status, fields, body };
}
