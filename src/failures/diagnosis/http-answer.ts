import type { Diagnosis } from '../../core/diagnosis.ts';

/** What a readiness probe got instead of a status it could take. */
export interface HttpAnswer {
  readonly path: string;
  readonly status: number;
  /** null: the answer had no such field. */
  readonly location: string | null;
}

/** Says what an app means that answers its readiness probe with such a status, and what to set. */
export function diagnoseHttpAnswer(answer: HttpAnswer): Diagnosis {
  const { path, status, location } = answer;
  const where = location === null ? '' : ` (Location: ${location})`;
  return { ...explain(answer), certainty: 'certain', evidence: [`GET ${path} was answered ${status}${where}`] };
}

function explain({ path, status, location }: HttpAnswer): Pick<Diagnosis, 'cause' | 'cure'> {
  const taken = `\`ready: { http: ${path}, status: 200-499 }\``;
  if (location?.startsWith('https://') && status < 400) {
    return {
      cause: `The app runs, but sends everything that is not HTTPS to ${location}.`,
      cure: `Tell it that the request came by HTTPS, \`ready: { http: ${path}, headers: { X-Forwarded-Proto: https } }\`, or take the redirect as ready: ${taken}.`,
    };
  }
  if (status >= 300 && status < 400) {
    const target = location?.startsWith('/') ? `ask for that page, \`ready: { http: ${location} }\`, or ` : '';
    return {
      cause: `The app runs, and answers GET ${path} with a redirect${location === null ? '' : ` to ${location}`}.`,
      cure: `Name a page that needs no redirect: ${target}take the redirect as ready, ${taken}.`,
    };
  }
  if (status === 401 || status === 403) {
    return {
      cause: `The app runs, but GET ${path} needs a login (${status}).`,
      cure: `Take that answer as ready, ${taken}, name a public page, or send credentials with \`ready.headers\`.`,
    };
  }
  if (status < 500) {
    return {
      cause: `The app runs, but has no good answer to GET ${path} (${status}).`,
      cure: `Name another page in \`ready.http\`, or take that answer as ready: ${taken}.`,
    };
  }
  return {
    cause: `The app listens, but fails on its own at GET ${path} (${status}): its log says why.`,
    cure: 'Read the last output of the app; often a database or a setting is missing. A page that does not need it would do for `ready.http`.',
  };
}
