import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import { ROOT } from '../../helpers/deployed-folder.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const SERVE = `require('http').createServer((req, res) => res.end('ok')).listen(process.env.PORT, '127.0.0.1');`;
const WATCHES = `${SERVE}\nprocess.stdin.on('end', () => process.exit(0)).resume();\n`;
const ASKS = `import http.server, os, threading
server = http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
input('Press Enter to stop the server.')
`;
const READS = 'node server.js &\nread -r line\nkill $!\n';

const FILES = {
  'server.js': SERVE,
  'watches.js': WATCHES,
  'asks.py': ASKS,
  'reads.sh': READS,
  'package.json': '{ "name": "a", "scripts": { "start": "node watches.js" } }',
  'entry.js': 'console.log(1);',
  'ends.js': 'process.exit(0);',
  'fails.js': 'process.stdin.on("end", () => { throw new Error("no settings"); }).resume();',
};

function createApp(rest: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-stdin-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'berth.yaml'), `port: auto\nrestart: { budget: 1 }\n${rest}`);
  return join(folder, 'berth.yaml');
}

const esbuild = join(ROOT, 'node_modules/.bin/esbuild');

/** Programs that serve until their input ends, in the languages and ways in which people start them. */
const PROGRAMS = [
  ['a Node.js server that watches its input', 'node watches.js'],
  ['the same, started by npm', 'npm start'],
  ['a Python server that asks for Enter', 'python3 asks.py'],
  ['a script that waits in `read`', 'sh reads.sh'],
  ['a shell that waits in `cat`', "sh -c 'node server.js & cat'"],
  ['esbuild in watch mode', `${esbuild} entry.js --watch --outfile=built.js --servedir=. --serve=127.0.0.1:\${port}`],
] as const;

describe('a program that ends when its input ends', () => {
  test.for(PROGRAMS)('is told as that: %s', async ([, command]) => {
    const file = createApp(`command: ${command}\n`);
    await using berth = await startBerth({ file, env: { HOME: '/tmp' } });
    await berth.waitForLine(/"event":"failure"/);
    const failure = berth.records.find(({ event }) => event === 'failure');
    expect(failure).toMatchObject({ cause: expect.stringMatching(/standard input/) });
    expect(failure).toMatchObject({ cure: expect.stringContaining('`stdin: open`') });
  });

  test.for(PROGRAMS)('serves on with `stdin: open`, and stops in order: %s', async ([, command]) => {
    const file = createApp(`command: ${command}\nstdin: open\n`);
    await using berth = await startBerth({ file, env: { HOME: '/tmp' } });
    await berth.waitForLine(/"event":"ready"/);
    expect((await fetch(`http://127.0.0.1:${berth.port}/`)).status).toBeLessThan(500);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(berth.records).not.toContainEqual(expect.objectContaining({ event: 'failure' }));
  });
});

test.for([
  ['a program that ends with 0 and never looked at its input', 'node ends.js', /ended by itself and in good order/],
  ['a program that says why it fails', 'node fails.js', /no settings/],
] as const)('%s is not told as one that ended with its input', async ([, command, cause]) => {
  await using berth = await startBerth({ file: createApp(`command: ${command}\n`) });
  await berth.waitForLine(/"event":"failure"/);
  const failure = berth.records.find(({ event }) => event === 'failure');
  expect(failure).toMatchObject({ cause: expect.stringMatching(cause) });
});

test('an open input that cannot be made is told, and nothing is started without it', async () => {
  const file = createApp('command: node server.js\nstdin: open\nrunDir: run\n');
  await using berth = await startBerth({ file, env: { TMPDIR: '/nowhere' } });
  await berth.waitForLine(/"event":"exit"/);
  expect(await berth.ended).toMatchObject({ code: 69 });
  const failure = berth.records.find(({ event }) => event === 'failure');
  expect(failure).toMatchObject({ code: 'STDIN_NOT_OPENED', msg: expect.stringMatching(/\/nowhere\/.*No such file/) });
});

test('an open input can be opened anew, and processes do not share it', async () => {
  const wait = 'exec 0</dev/stdin; node -e "process.stdin.resume(); console.log(1)" & read -r line; echo over';
  const config = `processes:
  web: { command: [sh, -c, 'ls -lL /dev/stdin; exec python3 -m http.server --bind 127.0.0.1 $PORT'], port: auto, stdin: open }
  other: { command: [bash, -c, '${wait}'], stdin: open, essential: false, ready: { log: ^1$ } }
`;
  await using berth = await startBerth({ config });
  await berth.waitForLine(/"event":"ready"/);
  await berth.waitForLine(/"event":"process-ready","process":"other"/);
  expect(berth.lines).toContainEqual(expect.stringMatching(/^pr/));
  expect((await fetch(`http://127.0.0.1:${berth.port}/`)).status).toBe(200);
  expect(await berth.stop()).toEqual(CLEAN_STOP);
  expect(berth.lines).not.toContain('over');
});
