import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { BAD_BODIES, MALFORMED } from '../helpers/malformed-request.ts';
import { BAD_CHUNKS, BAD_HEADS } from '../helpers/malformed-response.ts';
import { connectRaw } from '../helpers/raw-client.ts';
import { respond, type UpstreamScript } from '../helpers/recording-upstream.ts';
import { SEED } from '../helpers/seed.ts';

const CHUNKED_HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

/** An exchange that cannot end well. */
interface Failing {
  readonly name: string;
  readonly request: string;
  /** What the app says to a request that reaches it whole; '' where none may. */
  readonly response: string;
  /** What the client does when it has sent its bytes. */
  readonly client: 'waits' | 'resets';
}

const toAsk = (index: number): string => `POST /failing/${index} HTTP/1.1\r\nHost: app\r\nContent-Length: 0\r\n\r\n`;

/** Broken requests, broken responses, and ends that come too early on either side. */
function listFailing(): Failing[] {
  const requests = [...MALFORMED, ...BAD_BODIES];
  const responses = [
    ...BAD_HEADS,
    ...BAD_CHUNKS.map(([name, body]) => [name, CHUNKED_HEAD + body] as const),
    ['a body that is too short', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'],
    ['no last chunk', `${CHUNKED_HEAD}5\r\nshort\r\n`],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['another response behind it', `${respond('ok')}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`],
  ] as const;
  const gone = [
    ['in the head', 'POST /gone HTTP/1.1\r\nHost: app\r\nContent-'],
    [
      'in a body',
      'POST /gone HTTP/1.1\r\nHost: app\r\nContent-Length: 100\r\n\r\nGET /evil HTTP/1.1\r\nHost: app\r\n\r\n',
    ],
    [
      'in a chunk',
      'POST /gone HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nGET /evil HTTP/1.1\r\n',
    ],
  ] as const;
  return [
    ...requests.map(([name, request]) => ({ name, request, response: '', client: 'waits' as const })),
    ...responses.map(([name, response], index) => {
      return { name, request: toAsk(index + requests.length), response, client: 'waits' as const };
    }),
    ...gone.map(([name, request]) => ({ name, request, response: '', client: 'resets' as const })),
  ];
}

/** Says its bad response once and ends; anything else is answered with what it asked for. */
function createScript(failing: readonly Failing[]): UpstreamScript {
  return async (connection) => {
    for (;;) {
      const request = await connection.readRequest();
      if (request === null) return;
      const index = Number(/ \/failing\/(\d+) /.exec(request.startLine)?.[1] ?? -1);
      if (index === -1) connection.send(respond(`${request.startLine} ${request.body}`));
      else connection.socket.end(Buffer.from(failing[index]!.response, 'latin1'));
    }
  };
}

describe.for(TRANSPORTS)('after exchanges that failed, %s', (transport) => {
  test('answers every later request rightly, and the app sees exactly what it should', async () => {
    const failing = listFailing();
    const { door, upstream } = await openFrontDoorTo(transport, createScript(failing));
    const order = fc.sample(fc.shuffledSubarray([...failing.keys()], { minLength: failing.length }), {
      seed: SEED,
      numRuns: 1,
    })[0]!;
    const expected: string[] = [];
    for (const index of order) {
      const { name, request, response, client } = failing[index]!;
      const broken = await connectRaw(door.port);
      broken.send(Buffer.from(request, 'latin1'));
      if (client === 'resets') broken.reset();
      else if (response === '') await broken.ended;
      else await Promise.race([broken.ended, broken.readResponse().catch(() => null)]);
      if (response !== '') expected.push(`POST /failing/${index} HTTP/1.1`);
      // Two on one fresh connection: the first may get a used connection to the app, the second gets what it left.
      const fresh = await connectRaw(door.port);
      for (const turn of ['first', 'second']) {
        const line = `POST /${turn}/${index} HTTP/1.1`;
        expected.push(line);
        fresh.send(`${line}\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n`);
        expect((await fresh.readResponse()).body, name).toBe(`${line} body`);
      }
      fresh.socket.destroy();
      broken.socket.destroy();
    }
    expect(upstream.requests.map((request) => request.startLine)).toEqual(expected);
    expect(upstream.requests.every((request) => !request.body.includes('evil'))).toBe(true);
    await expect.poll(() => door.connections.count).toBe(0);
    expect(door.admission.inFlight).toBe(0);
    expect(door.markers.filter((line) => line.includes('Start')).length * 2).toBe(door.markers.length);
  });
});
