import { expect, test } from 'vitest';
import { nameOwnPort } from '../../../src/failures/diagnosis/own-port.ts';

const toDiagnosis = (line: string) => ({
  cause: 'In use.',
  cure: 'Stop it.',
  certainty: 'certain' as const,
  evidence: [line],
});

const NGINX = 'nginx: [emerg] bind() to 0.0.0.0:9000 failed (98: Address already in use)';

test("a port in use that is berth's own is named so", () => {
  expect(nameOwnPort(toDiagnosis(NGINX), 9000).cause).toBe(
    "The app wants to listen on port 9000, which is berth's own.",
  );
});

test.for([
  ['another port', NGINX, 900],
  ['a longer number', NGINX.replace('9000', '19000'), 9000],
  ['any free port of berth', NGINX, 0],
  ['another complaint', 'cannot connect to 127.0.0.1:9000', 9000],
] as const)('%s leaves the diagnosis as it is', ([, line, port]) => {
  expect(nameOwnPort(toDiagnosis(line), port).cause).toBe('In use.');
});
