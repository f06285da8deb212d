import { describe, expect, test } from 'vitest';
import { ask, openFrontDoorTo } from '../../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../../helpers/recording-upstream.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n';

// With Node's client writing to the client by itself, the first of these ended the whole process.
describe('bytes that nobody asked for, through node-client', () => {
  test('behind the last chunk end no more than their connection', async () => {
    const { door, upstream } = await openFrontDoorTo('node-client', answerAlways(`${CHUNKED}z`));
    for (let i = 0; i < 8; i++) expect((await ask(door)).body).toBe('fine');
    expect(upstream.connections.length).toBe(8);
  });

  test('in a segment of their own cost only the connection', async () => {
    const { door, upstream } = await openFrontDoorTo('node-client', answerAlways(CHUNKED));
    for (let i = 0; i < 3; i++) {
      expect((await ask(door)).body).toBe('fine');
      upstream.connections[i]!.send('z');
      await upstream.connections[i]!.closed;
    }
  });

  test('as a length in an interim response are not passed on', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: a\r\nContent-Length: 5\r\n\r\n';
    const { door } = await openFrontDoorTo('node-client', answerAlways(hints + respond('ok')));
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: app\r\n\r\n');
    expect((await client.readResponse()).head).toBe('HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n');
    expect((await client.readResponse()).body).toBe('ok');
  });
});
