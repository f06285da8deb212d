import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { BAD_BODIES, MALFORMED } from '../helpers/malformed-request.ts';
import { BAD_CHUNKS, BAD_HEADS } from '../helpers/malformed-response.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';
import { SEED } from '../helpers/seed.ts';

/** The text in pieces of random lengths, and last in pieces of one byte. */
function fragment(text: string, times: number): string[][] {
  const cuts = fc.array(fc.nat(Math.max(1, text.length - 1)), { minLength: 1, maxLength: 8 });
  const random = fc.sample(cuts, { seed: SEED + text.length, numRuns: times }).map((places) => {
    const at = [...new Set(places)].sort((a, b) => a - b);
    return [0, ...at].map((from, i) => text.slice(from, at[i])).filter((piece) => piece !== '');
  });
  return [...random, [...text]];
}

/** Sends each piece in a segment of its own, as long as the other side listens. */
async function sendPieces(send: (bytes: Buffer) => void, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    send(Buffer.from(piece, 'latin1'));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

const GOOD = [
  'GET /1 HTTP/1.1\r\nHost: app\r\nX-Empty:\r\n\r\n',
  'POST /2 HTTP/1.1\r\nHost: app\r\nContent-Length: 11\r\n\r\nhello world',
  'POST /3 HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n006\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: app\r\nContent-Length: 0\r\n\r\n',
];
const GOOD_BODIES = ['', 'hello world', 'hello world', ''];

describe.for(TRANSPORTS)('random fragments through %s', (transport) => {
  const requests = [...MALFORMED, ...BAD_BODIES];

  test.for(requests)('%s is refused in whatever pieces it comes', async ([, request]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    for (const pieces of fragment(request, 4)) {
      const client = await door.connect();
      await sendPieces((bytes) => void (client.socket.writable && client.send(bytes)), pieces);
      const answer = await client.readResponse();
      expect([answer.status, answer.field('x-berth-error')]).toEqual([400, 'REQUEST_MALFORMED']);
    }
    expect(upstream.requests.length).toBe(0);
  });

  const responses = [...BAD_HEADS, ...BAD_CHUNKS.map(([name, body]) => [name, CHUNKED + body] as const)];

  test.for(responses)('a response with %s is refused in whatever pieces it comes', async ([, response]) => {
    const all = fragment(response, 4);
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      await sendPieces((bytes) => void (connection.socket.writable && connection.send(bytes)), all.shift()!);
    });
    for (let left = all.length; left > 0; left--) {
      const client = await door.connect();
      client.send(GET);
      const outcome = await client.readResponse().then((answer) => answer.field('x-berth-error'), String);
      // Once the head is out nothing but a reset can tell that the rest is missing.
      if (outcome !== 'APP_BAD_RESPONSE') expect(outcome).toContain('the connection ended (reset)');
    }
    await door.waitForRecords(5);
    expect(new Set(door.records.map((record) => record['code']))).toEqual(new Set(['APP_BAD_RESPONSE']));
  });

  test('pipelined requests mean the same in whatever pieces they come', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const all = fragment(GOOD.join(''), 60);
    for (const pieces of all) {
      const client = await door.connect();
      await sendPieces(client.send, pieces);
      for (const _ of GOOD) expect((await client.readResponse()).body).toBe('ok');
      client.socket.destroy();
    }
    const seen = upstream.requests.map(({ startLine, body }) => [startLine, body]);
    const expected = GOOD.map((request, i) => [request.split('\r\n')[0], GOOD_BODIES[i]]);
    expect(seen).toEqual(all.flatMap(() => expected));
  });

  test('a response means the same in whatever pieces it comes', async () => {
    const response = `HTTP/1.1 103 Hints\r\nLink: <x>\r\n\r\n${CHUNKED}5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n`;
    const all = fragment(response, 60);
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      while ((await connection.readRequest()) !== null) await sendPieces(connection.send, all.shift()!);
    });
    const client = await door.connect();
    for (let left = all.length; left > 0; left--) {
      client.send(GET);
      expect((await client.readResponse()).field('link')).toBe('<x>');
      const answer = await client.readResponse();
      expect([answer.body, answer.trailers.get('x-sum')]).toEqual(['hello world', ['1']]);
    }
  });
});
