import { describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { connectRaw } from '../../helpers/raw-client.ts';
import { server, startApp } from './misbehaving-app.ts';

const need = await requirePackages(['python3']);

/** Ends in the middle of a head: the next request on the connection would be the rest of it. */
const SMUGGLED = 'GET /admin HTTP/1.1\r\nX: ';

const BODIES = [
  `POST /x HTTP/1.1\r\nHost: app\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
  `GET /x HTTP/1.1\r\nHost: app\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
];

describe.skipIf(need.skipReason !== null)(need.title('an app that does not read request bodies'), () => {
  test.for(
    (['auto', 'generic', 'fc', 'knative'] as const).flatMap((platform) =>
      (['h1', 'node-client'] as const).map((transport) => [platform, transport] as const),
    ),
  )('answers each client what that client has asked (%s, %s)', async ([platform, transport]) => {
    const app = ['/usr/bin/python3', server('ignores-bodies.py')];
    await using berth = await startApp(app, { platform, upstream: { transport } });
    for (const body of BODIES) {
      for (let i = 0; i < 20; i++) {
        const [first, second] = [await connectRaw(berth.port), await connectRaw(berth.port)];
        first.send(body);
        expect((await first.readResponse()).status).toBe(body.startsWith('POST') ? 403 : 200);
        second.send('GET /ok HTTP/1.1\r\nHost: app\r\n\r\n');
        expect((await second.readResponse()).body).toBe('/ok');
        first.socket.destroy();
        second.socket.destroy();
      }
    }
  });
});
