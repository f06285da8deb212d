import { rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/failures/catalogue.ts';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { makeSmallGroup } from '../../helpers/memory-group.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

/** Serves, and does DEED when it is asked for anything. */
const SERVER = `import http.server, os, signal, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        exec(os.environ['DEED'])
    def log_message(self, *args): pass
server = http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler)
print('ready', flush=True)
server.serve_forever()
`;

interface Crash {
  readonly deed: string;
  /** What stands before the interpreter. */
  readonly command?: readonly string[];
}

/** Lets the app crash on its first request, and not come back. */
async function crash({ deed, command = [] }: Crash) {
  const config = {
    command: [...command, 'python3', 'server.py'],
    port: 'auto',
    env: { DEED: deed },
    ready: { log: '^ready$' },
    restart: 'never',
    errors: { detail: 'full' },
  };
  const folder = createFolder({ 'server.py': SERVER, 'berth.yaml': JSON.stringify(config) });
  await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
  await berth.waitForLine(/"event":"ready"/);
  const response = await fetch(`http://127.0.0.1:${berth.port}/`, { headers: { accept: 'application/json' } });
  const body = (await response.json()) as Record<string, unknown>;
  const end = await berth.ended;
  const record = berth.records.find(({ event, process }) => event === 'failure' && process === 'app');
  const markers = berth.lines.filter((line) => line.startsWith('FC Invoke '));
  return { response, body, end, record, markers };
}

describe('a running app that is gone', () => {
  test.for([
    [
      'os.kill(os.getpid(), signal.SIGSEGV)',
      { signal: 'SIGSEGV', certainty: 'certain' },
      /killed by SIGSEGV \(it used/,
    ],
    ['os.abort()', { signal: 'SIGABRT', certainty: 'certain' }, /killed by SIGABRT/],
    ['os.kill(os.getpid(), signal.SIGKILL)', { signal: 'SIGKILL', certainty: 'certain' }, /killed by SIGKILL unexp/],
    // What the app has said at its start, and lived on with.
    [
      '[print("listen EADDRINUSE: address already in use :9100, exporter off", flush=True), os.kill(os.getpid(), signal.SIGKILL)]',
      { signal: 'SIGKILL', certainty: 'certain', cause: expect.stringContaining('killed by SIGKILL') },
      /killed by SIGKILL unexp/,
    ],
    ['os._exit(3)', { exitCode: 3, certainty: 'unknown' }, /exited with code 3 unexpectedly/],
    [
      'os._exit(137)',
      { exitCode: 137, certainty: 'likely' },
      /code 137 \(killed by SIGKILL, often for want of memory\)/,
    ],
  ] as const)('by %s is told so to its caller, the log and the platform', async ([deed, fields, message]) => {
    const { response, body, end, record, markers } = await crash({ deed });
    expect(response.status).toBe(502);
    expect(response.headers.get('x-berth-error')).toBe('APP_CRASHED');
    expect(response.headers.get('x-fc-status')).toBe('404');
    expect(body['errorMessage']).toMatch(message);
    expect(record).toMatchObject({ code: 'APP_CRASHED', ...fields });
    expect(end.code).toBe(CATALOGUE.APP_CRASHED.exitStatus);
    expect(markers).toEqual([
      expect.stringContaining('FC Invoke Start RequestId: '),
      expect.stringMatching(/^FC Invoke End RequestId: .*, Error: Unhandled function error$/),
    ]);
  });
});

const group = makeSmallGroup('crash');
const reason = group === null ? ' [not run: it needs root, and a cgroup with the memory controller]' : '';

describe.skipIf(group === null)(`an app in a cgroup that is too small${reason}`, () => {
  test('is out of memory, not just killed, and the limit is named', async () => {
    const { folder, countFile } = group!;
    onTestFinished(() => rmdirSync(folder));
    const move = `echo $$ > ${folder}/cgroup.procs; exec "$@"`;
    const { response, record, end } = await crash({
      deed: 'x = b"x" * 300_000_000',
      command: ['sh', '-c', move, 'sh'],
    });
    expect(response.status).toBe(502);
    expect(response.headers.get('x-berth-error')).toBe('APP_OUT_OF_MEMORY');
    expect(record).toMatchObject({
      code: 'APP_OUT_OF_MEMORY',
      signal: 'SIGKILL',
      certainty: 'certain',
      msg: 'Process app was killed by the kernel for want of memory (its limit is 64MiB).',
      cause: 'The limit of 64MiB is used up: the kernel killed the process to free some.',
      evidence: [`${countFile}: oom_kill went from 0 to 1`],
    });
    expect(end.code).toBe(69);
  });
});
