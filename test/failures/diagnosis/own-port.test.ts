import { expect, test } from 'vitest';
import { nameOwnPort, nameWrittenPort } from '../../../src/failures/diagnosis/own-port.ts';

const toDiagnosis = (line: string) => ({
  cause: 'In use.',
  cure: 'Stop it.',
  certainty: 'certain' as const,
  evidence: [line],
});

const toOwn = (port: number, source = 'default') => ({ port, source, otherPort: 8080 });

const NGINX = 'nginx: [emerg] bind() to 0.0.0.0:9000 failed (98: Address already in use)';

test.for([
  NGINX,
  'Port 9000 is already in use',
  'Something is already running on port 9000.',
  'Error: port 9000 is taken',
  'Web server failed to start. Port 9000 was already in use.',
])("a port in use that is berth's own is named so: %s", (line) => {
  expect(nameOwnPort(toDiagnosis(line), toOwn(9000)).cause).toBe(
    "The app wants to listen on port 9000, which is berth's own.",
  );
});

test.for([
  ['default', '`listen: { port: 8080 }` and `port: 9000`'],
  ['FC_SERVER_PORT', '`listen: { port: 8080 }` and `port: 9000`'],
  ['berth.yaml', '`listen: { port: 8080 }` and `port: 9000`'],
  ['--port', '`--port 8080` and `port: 9000`'],
  ['--set listen.port', '`--set listen.port=8080` and `port: 9000`'],
  ['BERTH_LISTEN_PORT', '`BERTH_LISTEN_PORT=8080` and `port: 9000`'],
] as const)("the cure beats what berth's port came from: %s", ([source, lines]) => {
  expect(nameOwnPort(toDiagnosis(NGINX), toOwn(9000, source)).cure).toContain(lines);
});

test.for(['OSError: [Errno 98] Address already in use', 'AddressAlreadyInUse: Address already in use[98]'])(
  "a complaint that names no port is likely about berth's: %s",
  (line) => {
    expect(nameOwnPort(toDiagnosis(line), toOwn(9000))).toMatchObject({
      certainty: 'likely',
      cause: "The app wants to listen on a port that is in use, most likely on 9000, which is berth's own.",
    });
  },
);

test.for([
  ['another port', NGINX, 900],
  ['a longer number', NGINX.replace('9000', '19000'), 9000],
  ['any free port of berth', NGINX, 0],
  ['another complaint', 'cannot connect to 127.0.0.1:9000', 9000],
  ['another complaint with such a word', 'the name is already taken', 9000],
] as const)('%s leaves the diagnosis as it is', ([, line, port]) => {
  expect(nameOwnPort(toDiagnosis(line), toOwn(port)).cause).toBe('In use.');
});

test('an app that has another port written into it than it is told is not told of `port: auto` again', () => {
  const line = 'Error: listen EADDRINUSE: address already in use 0.0.0.0:3000';
  const toTaken = (said: string) => ({ ...toDiagnosis(said), cure: 'Write `port: auto`.' });
  expect(nameWrittenPort(toTaken(line), 18_000).cure).toContain('the port that berth tells it, 18000 this time');
  expect(nameWrittenPort(toTaken(line), 3_000).cure).toBe('Write `port: auto`.');
  expect(nameWrittenPort(toTaken(line), null).cure).toBe('Write `port: auto`.');
  expect(nameWrittenPort(toTaken('OSError: [Errno 98] Address already in use'), 18_000).cure).toBe(
    'Write `port: auto`.',
  );
  const running = 'httpd (pid 17) already running';
  expect(nameWrittenPort(toDiagnosis(running), 18_000).cure).toBe('Stop it.');
});
