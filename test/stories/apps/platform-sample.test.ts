import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { requireNpm } from '../../helpers/npm.ts';
import { reservePort } from '../../helpers/reserve-port.ts';

// Of the shape of what Function Compute publishes for its custom runtime: where the port comes from, the call that listens, the
// lines around an invocation. PORT stands for the port that is written into it.

const TORNADO = `import os
import tornado.ioloop
import tornado.web

class Invocation(tornado.web.RequestHandler):
    def get(self):
        rid = self.request.headers.get('x-fc-request-id', None)
        print("FC Invoke Start RequestId: " + str(rid))
        self.write("served by Tornado")
        print("FC Invoke End RequestId: " + str(rid))

if __name__ == "__main__":
    app = tornado.web.Application([(r"/.*", Invocation)])
    app.listen(int(os.environ.get("FC_SERVER_PORT", "PORT")))
    tornado.ioloop.IOLoop.current().start()
`;

const toExpress = (port: string): string => `'use strict';
const express = require('express');
const app = express();
app.get('/invoke', (req, res) => {
  const rid = req.headers['x-fc-request-id'];
  console.log('FC Invoke Start RequestId: ' + rid);
  res.send('served by Express');
  console.log('FC Invoke End RequestId: ' + rid);
});
const server = app.listen(${port}, '0.0.0.0');
console.log('Running on http://0.0.0.0:' + ${port});
server.timeout = 0;
server.keepAliveTimeout = 0;
`;

const EXPRESS = toExpress('process.env.FC_SERVER_PORT || PORT');
const EXPRESS_FIXED = toExpress('PORT');

// A stand-in: Swoole is in no registry that a test can ask. It takes the port and complains as Swoole does.
const SWOOLE = `<?php
namespace Swoole {
    class Exception extends \\Exception {}
}
namespace {
    $port = PORT;
    $server = @stream_socket_server("tcp://0.0.0.0:$port", $code, $reason);
    if (!$server) {
        echo "[2026-01-01 00:00:00 @1.0]\\tWARNING\\tSocket::bind() (ERRNO 502): bind(0.0.0.0:$port) failed, Error: {$reason}[$code]\\n";
        throw new Swoole\\Exception("failed to listen server port[0.0.0.0:$port], Error: {$reason}[$code]");
    }
    echo "FC customruntime Swoole http server is started at http://0.0.0.0:$port", PHP_EOL;
    while (true) {
        $client = @stream_socket_accept($server, -1);
        if (!$client) continue;
        $head = '';
        while (!str_contains($head, "\\r\\n\\r\\n") && !feof($client)) $head .= fread($client, 8192);
        preg_match('/^x-fc-request-id: *(\\S+)/mi', $head, $match);
        $rid = $match[1] ?? '';
        echo 'FC Invoke Start RequestId: ' . $rid . PHP_EOL;
        fwrite($client, "HTTP/1.1 200 OK\\r\\nContent-Length: 16\\r\\nConnection: close\\r\\n\\r\\nserved by Swoole");
        echo 'FC Invoke End RequestId: ' . $rid . PHP_EOL;
        fclose($client);
    }
}
`;

interface Sample {
  readonly title: string;
  readonly file: string;
  readonly code: string;
  readonly command: string;
  readonly body: string;
  /** A folder of npm packages. */
  readonly modules?: string;
}

const debian = await requirePackages(['python3-tornado', 'php8.2-cli']);
const express4 = await requireNpm('express', '4.21.2');
const express5 = await requireNpm('express', '5.1.0');
const skipReason = debian.skipReason ?? express4.skipReason ?? express5.skipReason;
const titled = (subject: string): string => (skipReason === null ? subject : `${subject} [not run: ${skipReason}]`);

const node = (code: string, modules: string) =>
  ({ file: 'server.js', code, command: 'node server.js', body: 'served by Express', modules }) as const;

const TOLD: readonly Sample[] = [
  {
    title: 'Tornado',
    file: 'server.py',
    code: TORNADO,
    command: '/usr/bin/python3 server.py',
    body: 'served by Tornado',
  },
  { title: 'Express 4', ...node(EXPRESS, express4.folder) },
  { title: 'Express 5', ...node(EXPRESS, express5.folder) },
];

const FIXED: readonly Sample[] = [
  {
    title: 'Swoole (a stand-in)',
    file: 'server.php',
    code: SWOOLE,
    command: 'php server.php',
    body: 'served by Swoole',
  },
  { title: 'Express 4', ...node(EXPRESS_FIXED, express4.folder) },
  { title: 'Express 5', ...node(EXPRESS_FIXED, express5.folder) },
  {
    title: 'Express 5 with a callback, which takes the error for success',
    ...node(
      EXPRESS_FIXED.replace("'0.0.0.0');\nconsole.log(", "'0.0.0.0', () => console.log(").replace(
        'PORT);\nserver.t',
        'PORT));\nserver.t',
      ),
      express5.folder,
    ),
  },
  {
    title: 'Tornado, whose complaint names no port',
    file: 'server.py',
    code: TORNADO.replace('int(os.environ.get("FC_SERVER_PORT", "PORT"))', 'PORT'),
    command: '/usr/bin/python3 server.py',
    body: 'served by Tornado',
  },
];

function unpack({ file, code, command, modules }: Sample, port: number, config: string): string {
  const folder = createFolder({
    [file]: code.replaceAll(/\bPORT\b/g, String(port)),
    'berth.yaml': `command: ${command}\n${config}`,
  });
  if (modules !== undefined) symlinkSync(modules, join(folder, 'node_modules'));
  return folder;
}

async function invoke({ port }: Berth, id: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/invoke`, { headers: { 'x-fc-request-id': id } });
  return `${response.status} ${await response.text()}`;
}

async function expectServed(berth: Berth, body: string): Promise<void> {
  const ids = ['1-67a59f35-150c1267-f381ba1c085c', 'dab25e58-9356-4e3f-97d6-f044c4000001'];
  for (const id of ids) expect(await invoke(berth, id)).toBe(`200 ${body}`);
  await berth.stop();
  for (const id of ids) {
    const count = (kind: string): number =>
      berth.lines.filter((line) => line === `FC Invoke ${kind} RequestId: ${id}`).length;
    expect([count('Start'), count('End')], berth.lines.join('\n')).toEqual([1, 1]);
  }
}

describe.skipIf(skipReason !== null)(titled("the platform's sample code for"), () => {
  test.for(TOLD)('$title runs as it is, and each id stands once in the log', async (sample) => {
    const own = await reservePort();
    const folder = unpack(sample, own, 'port: auto\n');
    const env = { FC_SERVER_PORT: String(own), FC_CUSTOM_LISTEN_PORT: String(own), PORT: String(own) };
    const args = ['--port', String(own), ...ON_PLATFORM];
    await using berth = await startBerth({ file: join(folder, 'berth.yaml'), env, args });
    await expectServed(berth, sample.body);
  });

  test.for(FIXED)(
    '$title, with the port written into it, runs with the lines that the message tells',
    async (sample) => {
      const own = await reservePort();
      const folder = unpack(sample, own, 'port: auto\n');
      const file = join(folder, 'berth.yaml');
      // As on the platform: no flag and no file says where berth listens.
      const env = { FC_SERVER_PORT: String(own) };
      const bare = { file, env, isPortGiven: true, args: [...ON_PLATFORM] };
      let cure = '';
      {
        await using berth = await startBerth(bare);
        await berth.ended;
        const failure = berth.records.find(({ event }) => event === 'failure');
        expect(failure).toMatchObject({ code: 'APP_EXITED_BEFORE_READY', cause: expect.stringContaining(String(own)) });
        cure = String(failure?.['cure']);
      }
      const lines = [...cure.matchAll(/`((?:listen|port): (?!auto).*?)`/g)].map(([, line]) => line);
      const platform = /set the port that the platform calls to (\d+) too/.exec(cure)?.[1];
      expect(lines).toEqual([`listen: { port: ${platform} }`, `port: ${own}`]);
      writeFileSync(file, `command: ${sample.command}\n${lines.join('\n')}\n`);
      await using berth = await startBerth({ ...bare, env: { FC_SERVER_PORT: String(platform) } });
      expect(berth.port).toBe(Number(platform));
      await expectServed(berth, sample.body);
      expect(berth.lines.join('\n')).not.toContain('the platform calls port');
    },
  );
});
