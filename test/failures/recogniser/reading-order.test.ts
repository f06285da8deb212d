import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('a log', () => {
  const log = (...lines: readonly string[]): string[] =>
    lines.map((line, index) => `2026-01-02 03:04:0${index} ${line}`);
  const LIFE = [
    'starting',
    'Error: listen EADDRINUSE: address already in use :::80',
    'closing',
    'exiting',
    'npm ERR! errno 1',
  ];

  test('that begins with its newest line is read from its end', () => {
    const found = recognise(log(...LIFE).reverse());
    expect(found).toMatchObject({ certainty: 'certain', evidenceAt: [4] });
    expect(recognise(log(...LIFE))).toMatchObject({ certainty: 'certain', evidenceAt: [2] });
  });

  test('with a few lines that came late is read as it is', () => {
    const lines = log(...LIFE);
    expect(recognise([lines[1]!, lines[0]!, lines[2]!, lines[3]!])?.evidenceAt).toEqual([1]);
  });

  test('that a platform has gathered is read in the order of its times', () => {
    const lines = [
      '2026-01-02T03:04:15.837860+00:00 heroku[web.1]: Process exited with status 1',
      '2026-01-02T03:04:15.858551+00:00 heroku[web.1]: State changed from crashed to starting',
      '2026-01-02T03:04:15.772564+00:00 app[web.1]: ModuleNotFoundError: No module named flask',
      "2026-01-02T03:04:15.772565+00:00 app[web.1]: ModuleNotFoundError: No module named 'flask'",
      '2026-01-02T03:04:09.193489+00:00 app[api]: Release v4 created',
    ];
    expect(recognise(lines)).toMatchObject({ certainty: 'certain', evidenceAt: [4] });
    expect(recognise(lines.map((line) => `    ${line}`))).toMatchObject({ certainty: 'certain', evidenceAt: [4] });
  });
});
