import { describe, expect, test } from 'vitest';
import { ask, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${ID}-00f067aa0ba902b7-01`;

describe.for(TRANSPORTS)('the trace of a call through %s', (transport) => {
  async function call(traces: boolean, fields: string) {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy: { traces } });
    await ask(door, `GET / HTTP/1.1\r\nHost: app\r\n${fields}\r\n`);
    return { told: upstream.requests[0]!.fields, record: door.records[0]! };
  }

  test.for([
    ['traceparent', PARENT],
    ['x-cloud-trace-context', `${ID}/7;o=1`],
    ['x-amzn-trace-id', 'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736'],
    ['b3', `${ID}-00f067aa0ba902b7-1`],
  ] as const)('is that of its %s, which is passed on as it came', async ([name, value]) => {
    const { told, record } = await call(true, `${name}: ${value}\r\n`);
    expect(told.get(name)).toEqual([value]);
    expect(told.get('traceparent')).toEqual(name === 'traceparent' ? [PARENT] : undefined);
    expect(record['trace']).toBe(ID);
  });

  test('is that of traceparent, where several came', async () => {
    const { record } = await call(true, `b3: ${'a'.repeat(32)}-00f067aa0ba902b7\r\ntraceparent: ${PARENT}\r\n`);
    expect(record['trace']).toBe(ID);
  });

  test('begins here where none came, and the app is told of it', async () => {
    const { told, record } = await call(true, '');
    expect(told.get('traceparent')).toEqual([expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-00$/)]);
    expect(told.get('traceparent')?.[0]).toContain(String(record['trace']));
  });

  test('begins anew for each call of a connection', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { traces: true },
    });
    const client = await door.connect();
    for (const more of [`traceparent: ${PARENT}\r\n`, '']) {
      client.send(`GET / HTTP/1.1\r\nHost: app\r\n${more}\r\n`);
      await client.readResponse();
    }
    const [first, second] = upstream.requests.map(({ fields }) => fields.get('traceparent'));
    expect(first).toEqual([PARENT]);
    expect(second).toHaveLength(1);
    expect(second?.[0]).not.toContain(ID);
  });

  test('is nobody’s business where it is off: what came is passed on', async () => {
    const { told, record } = await call(false, `traceparent: ${PARENT}\r\n`);
    expect([told.get('traceparent'), record['trace']]).toEqual([[PARENT], undefined]);
    const { told: nothing } = await call(false, '');
    expect(nothing.get('traceparent')).toBeUndefined();
  });
});
