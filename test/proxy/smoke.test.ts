import { describe, expect, test } from 'vitest';
import { ENGINES, openFrontDoor } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';

describe.for(ENGINES)('%s', (engine) => {
  test('a request is answered', async () => {
    const upstream = await startUpstream(answerAlways(respond('hello')));
    const door = await openFrontDoor({ engine, upstream: upstream.address });
    const client = await door.connect();
    client.send(
      'GET /a//b?x=1//2 HTTP/1.1\r\nHost: example.com\r\nX-Fc-Request-Id: abc\r\nX-A: 1\r\nx-a: 2\r\nProxy: evil\r\n\r\n',
    );
    const response = await client.readResponse();
    console.error(client.text, upstream.texts[0], door.markers, door.records);
    expect(response.body).toBe('hello');
  });
});
