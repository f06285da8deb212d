import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures/failure.ts';
import { ask, GET, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, DEAD_ADDRESS, respond } from '../helpers/recording-upstream.ts';

const CRASH = new Failure('APP_CRASHED', { process: 'web', status: 'exited with code 3' });

describe.for(TRANSPORTS)('%s with the app down', (transport) => {
  test('an app that refuses the connection gives 502 APP_REFUSED, and its address to the log alone', async () => {
    const door = await openFrontDoor({ transport, upstream: DEAD_ADDRESS });
    const answer = await ask(door, 'GET / HTTP/1.1\r\nHost: app\r\nX-Request-Id: r-1\r\n\r\n');
    expect([answer.status, answer.field('x-berth-error'), answer.field('retry-after')]).toEqual([
      502,
      'APP_REFUSED',
      '1',
    ]);
    expect(JSON.parse(answer.body)).toMatchObject({
      errorType: 'APP_REFUSED',
      errorMessage: 'The request could not be answered. The fault is on our side, not on yours.',
      requestId: 'r-1',
    });
    expect(door.records[0]).toMatchObject({ msg: 'The app refused the connection at 127.0.0.1:1.' });
    expect(answer.field('x-fc-status')).toBe('404');
    expect(door.markers).toEqual([
      'FC Invoke Start RequestId: r-1',
      'FC Invoke End RequestId: r-1, Error: Unhandled function error',
    ]);
  });

  test('a UNIX socket that is not there gives 502 APP_REFUSED', async () => {
    const door = await openFrontDoor({ transport, upstream: { kind: 'unix', path: '/nonexistent/app.sock' } });
    const answer = await ask(door);
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_REFUSED']);
    expect(answer.body).not.toContain('/nonexistent');
    expect(door.records[0]?.['msg']).toContain('/nonexistent/app.sock');
  });

  test.for([
    ['ends', ''],
    ['resets', ''],
    ['ends', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['resets', 'HTTP/1.1 200'],
  ] as const)('an app that %s the connection after %j gives 502 APP_CLOSED_CONNECTION', async ([verb, bytes]) => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      if (bytes !== '') connection.socket.write(bytes, () => (verb === 'ends' ? connection.end() : connection.reset()));
      else if (verb === 'ends') connection.end();
      else connection.reset();
    });
    const client = await door.connect();
    client.send(GET);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_CLOSED_CONNECTION']);
    expect(upstream.requests.length).toBe(1);
    client.send(GET);
    expect((await client.readResponse()).status).toBe(502);
  });

  test('a crash is named with its exit status', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      door.crash(CRASH);
      connection.reset();
    });
    const answer = await ask(door);
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_CRASHED']);
    expect(door.records[0]?.['msg']).toContain('Process web exited with code 3');
  });

  test.for([[502], [503], [504]])("the app's own %d passes when no process crashed", async ([status]) => {
    const script = answerAlways(respond('mine', '', `${status} Own`));
    const { door } = await openFrontDoorTo(transport, script, { processCount: 2 });
    const answer = await ask(door);
    expect([answer.startLine, answer.body]).toEqual([`HTTP/1.1 ${status} Own`, 'mine']);
  });

  test.for([[502], [503], [504]])('a %d that hides the crash of another process names it', async ([status]) => {
    const script = answerAlways(respond('nginx says bad gateway', '', `${status} Bad`));
    const { door } = await openFrontDoorTo(transport, script, { processCount: 2 });
    door.crash(CRASH);
    const answer = await ask(door);
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_CRASHED']);
    expect(answer.body).not.toContain('nginx says');
  });

  test('an upgrade with the app down is a clear 502, never an empty 200', async () => {
    const door = await openFrontDoor({ transport, upstream: DEAD_ADDRESS });
    const answer = await ask(
      door,
      'GET /ws HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_REFUSED']);
  });

  test('the answer to HEAD has no body and the connection goes on', async () => {
    const door = await openFrontDoor({ transport, upstream: DEAD_ADDRESS });
    const client = await door.connect();
    for (let i = 0; i < 2; i++) {
      client.send('HEAD / HTTP/1.1\r\nHost: app\r\n\r\n');
      expect((await client.readResponse({ isHead: true })).status).toBe(502);
    }
  });

  test.for([
    ['text/html', 'text/html; charset=utf-8', '<h1>Something went wrong</h1>'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
  ])('the answer for Accept: %s is %s', async ([accept, type, words = 'APP_REFUSED']) => {
    const door = await openFrontDoor({ transport, upstream: { kind: 'unix', path: '/nonexistent/app.sock' } });
    const answer = await ask(door, `GET / HTTP/1.1\r\nHost: app\r\nAccept: ${accept}\r\n\r\n`);
    expect(answer.field('content-type')).toBe(type);
    expect(answer.field('x-berth-error')).toBe('APP_REFUSED');
    expect(answer.body).toContain(words);
  });
});
