import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../src/core/failure-code.ts';
import { type AnswerContext, renderFailureAnswer } from '../../src/failures/answer.ts';
import { CATALOGUE } from '../../src/failures/catalogue.ts';
import { toFailureFields } from '../../src/failures/explanation.ts';
import { Failure } from '../../src/failures/failure.ts';
import { createSecretMask } from '../../src/failures/secret-mask.ts';
import { tellFailure } from '../../src/failures/telling.ts';

const CODES = Object.keys(CATALOGUE) as FailureCode[];
const FORMS = ['application/json', 'text/plain', 'text/html'];

/** What a row tells a client of its own request. */
function listPublic(code: FailureCode): string[] {
  return [...(CATALOGUE[code].brief?.sentence ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

/** A failure in which everything private is the word PRIVATE. */
function createFailure(code: FailureCode): Failure {
  const words = `${CATALOGUE[code].sentence}${CATALOGUE[code].cure}`;
  const names = [...[...words.matchAll(/(?<!\$)\{(\w+)\}/g)].map(([, name]) => name!), ...listPublic(code)];
  const isPrivate = (name: string): boolean => !listPublic(code).includes(name);
  const details = Object.fromEntries(
    names.map((name) => [name, isPrivate(name) ? `PRIVATE-${name}` : `public-${name}`]),
  );
  return new Failure(
    code,
    { ...details, bytes: 'PRIVATE-bytes' },
    {
      diagnosis: {
        cause: 'PRIVATE-cause.',
        cure: 'PRIVATE-cure.',
        certainty: 'likely',
        evidence: ['PRIVATE-evidence'],
      },
      timeline: [{ moment: 'port bound', elapsedMs: 7_654 }],
      cause: new Error('PRIVATE-error'),
    },
  );
}

const render = (failure: Failure, accept: string, detail: AnswerContext['detail']): string => {
  const platform = { name: 'generic', requestIdHeaders: [], ownIdHeader: null, failureHeaders: {} } as const;
  const answer = renderFailureAnswer(failure, {
    requestId: 'id-1',
    accept,
    detail,
    platform,
    errors: { page: null, pages: new Map() },
  });
  return `${JSON.stringify(answer.fields)}\n${answer.body}`;
};

describe.for(CODES)('a client told of %s', (code) => {
  const failure = createFailure(code);

  test.for(FORMS)('in production gets no private detail, as %s', (accept) => {
    const text = render(failure, accept, null);
    expect(text).not.toMatch(/PRIVATE|7654|port bound|\{\w+\}/);
    expect(text).toContain(code);
  });

  test.for(FORMS)('in full detail gets cause, cure, timeline and last output, as %s', (accept) => {
    const text = render(failure, accept, { logTail: ['last words'], mask: (line) => line });
    for (const part of [
      'PRIVATE-cause.',
      'PRIVATE-cure.',
      'port bound',
      '7654',
      'last words',
      `docs/failures.md#${code}`,
    ]) {
      expect(text).toContain(part);
    }
  });

  test('leaves all of it to the operator', () => {
    expect(toFailureFields(failure)).toEqual({
      event: 'failure',
      code,
      cause: 'PRIVATE-cause.',
      cure: 'PRIVATE-cure.',
      certainty: 'likely',
      evidence: ['PRIVATE-evidence'],
      timeline: [{ moment: 'port bound', elapsedMs: 7_654 }],
      docs: `docs/failures.md#${code}`,
    });
    for (const [, name] of CATALOGUE[code].sentence.matchAll(/\{(\w+)\}/g)) {
      expect(failure.message).toContain(listPublic(code).includes(name!) ? `public-${name}` : `PRIVATE-${name}`);
    }
  });
});

describe('in full detail', () => {
  test.for(FORMS)('secrets are masked wherever they stand, as %s', (accept) => {
    const secret = 'tr0ub4dor&3';
    const failure = new Failure(
      'APP_EXITED_BEFORE_READY',
      { process: 'app', status: 'exited with code 1', command: `serve --key ${secret}` },
      {
        diagnosis: { cause: `No ${secret}.`, cure: `Use ${secret}.`, certainty: 'certain', evidence: [`e ${secret}`] },
      },
    );
    const logTail = [`a ${secret}`, 'Authorization: Bearer abcdef', 'Cookie: sid=abcdef', 'mysql://u:abcdef@db/x'];
    const text = render(failure, accept, { logTail, mask: createSecretMask({ DB_PASSWORD: secret }) });
    expect(text).not.toMatch(/tr0ub4dor|abcdef/);
    expect(text).toContain('***');
  });

  test('a process whose words are not known is said to have such, and they are shown', () => {
    const failure = new Failure('APP_CRASHED', { process: 'app', status: 'exited with code 3' });
    const text = render(failure, 'text/plain', { logTail: ['gibberish'], mask: (line) => line });
    expect(text).toContain('Cause not known: Nothing in its last output is known to berth.');
    expect(text).toContain('gibberish');
  });
});

/** What only somebody who runs the site has to do with. */
const INTERNALS =
  /\b(?:apps?|berth|ports?|process(?:es)?|config\w*|yaml|proxy|logs?|output|upstream|instance|commands?|workers?|restart\w*|deadlines?|timeouts?|probes?|settings?|memory|daemons?|exit\w*|crash\w*|signal|sockets?|listen\w*|files?|path|certificate|TLS)\b|[`{}$]|\/\w|\w\.\w|\d{1,3}\.\d|:\d/i;

describe.for(CODES)('what a client is told of %s in production', (code) => {
  const { message, cure, retryAfterSeconds } = tellFailure(
    new Failure(code, { reason: 'r', limit: 'l', phase: 'p', statuses: 's' }),
    null,
  );

  test('is what happened and what a client can do, and nothing of how the site is run', () => {
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(cure).toMatch(/^[A-Z].*\.$/);
    expect(`${message} ${cure}`).not.toMatch(INTERNALS);
  });

  test('says when to try again, where that helps', () => {
    if (retryAfterSeconds === null) expect(cure).not.toMatch(/\d/);
    else
      expect(cure).toContain(retryAfterSeconds === 1 ? 'Try again in a second.' : `in ${retryAfterSeconds} seconds.`);
  });

  test('comes with its code, its status and the request id for programs', () => {
    const json = JSON.parse(render(createFailure(code), 'application/json', null).split('\n')[1]!);
    expect(json).toEqual({
      errorType: code,
      errorMessage: expect.any(String),
      requestId: 'id-1',
      hint: expect.any(String),
    });
    expect(render(createFailure(code), 'text/plain', null)).toMatch(/^\w+: .*\n.*\nRequest id: id-1\n$/m);
  });
});

test('a client is told what is wrong with its own request', () => {
  const { message, cure } = tellFailure(
    new Failure('REQUEST_MALFORMED', { reason: 'its Content-Lengths differ' }),
    null,
  );
  expect([message, cure]).toEqual([
    'The request is not valid HTTP: its Content-Lengths differ.',
    'Correct the client.',
  ]);
});
