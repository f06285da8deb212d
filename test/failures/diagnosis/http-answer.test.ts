import { describe, expect, test } from 'vitest';
import { diagnoseHttpAnswer } from '../../../src/failures/diagnosis/http-answer.ts';

describe('an answer that is not the right one', () => {
  test.for([
    [301, '/setup', /redirect to \/setup/, /`ready: \{ http: \/setup \}`, or take/],
    [302, 'http://other/', /redirect to http:\/\/other\//, /^Name a page that needs no redirect: take the redirect/],
    [308, 'https://example.org/', /not HTTPS/, /X-Forwarded-Proto: https/],
    [304, null, /with a redirect\.$/, /take the redirect as ready/],
    [401, null, /needs a login \(401\)/, /status: 200-499/],
    [403, null, /needs a login \(403\)/, /`ready\.headers`/],
    [404, null, /no good answer to GET \/ \(404\)/, /another page/],
    [500, null, /fails on its own/, /Read the last output/],
    [503, 'https://example.org/', /fails on its own/, /database/],
  ] as const)('%i to %s has its cause and its cure', ([status, location, cause, cure]) => {
    const diagnosis = diagnoseHttpAnswer({ path: '/', status, location });
    expect(diagnosis.cause).toMatch(cause);
    expect(diagnosis.cure).toMatch(cure);
    expect(diagnosis.evidence[0]).toContain(`GET / was answered ${status}`);
  });
});
