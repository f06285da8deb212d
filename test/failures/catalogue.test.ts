import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/failures/catalogue.ts';

const ROWS = Object.entries(CATALOGUE);
const EXIT_STATUSES = [null, 69, 78, 126, 127];

describe('catalogue', () => {
  test.for(ROWS)('%s says what happened, why and what to do in whole sentences', ([, row]) => {
    expect(row.sentence).toMatch(/^(?:[A-Z{]|berth ).*([.)]|:\n\{problems\})$/s);
    expect(row.cause).toMatch(/^(?:[A-Z]|berth ).*\.$/);
    expect(row.cure).toMatch(/^(?:[A-Z]|berth ).*\.$/s);
  });

  test.for(ROWS)('%s has either a status for the client or one for the exit', ([, row]) => {
    expect(row.status === 0 || (row.status >= 400 && row.status < 600)).toBe(true);
    expect(EXIT_STATUSES).toContain(row.exitStatus);
    expect(row.status !== 0 || row.exitStatus !== null).toBe(true);
  });

  test.for(ROWS)('%s asks for another try only where the app may be back', ([, row]) => {
    if (row.retryAfterSeconds === null) return;
    expect([502, 503]).toContain(row.status);
    expect(row.retryAfterSeconds).toBeGreaterThan(0);
  });

  test.for(ROWS.filter(([code]) => code.startsWith('QUEUE') || code === 'DRAINING'))(
    '%s is a 503 that says when to try again',
    ([, row]) => {
      expect(row).toMatchObject({ status: 503, retryAfterSeconds: expect.any(Number) });
    },
  );

  test.for(ROWS)('%s fills its cure with nothing but plain details', ([, row]) => {
    const names = [...`${row.sentence}${row.cure}`.matchAll(/(?<!\$)\{([^}]*)\}/g)].map(([, name]) => name);
    expect(names.every((name) => /^[a-z]+(?:[A-Z][a-z]+)*$/.test(name!))).toBe(true);
  });
});
