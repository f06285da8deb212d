import { once } from 'node:events';
import { Session } from 'node:inspector/promises';
import { expect, test } from 'vitest';
import { GET, openFrontDoorTo } from '../helpers/front-door-harness.ts';
import { respond, type UpstreamScript } from '../helpers/recording-upstream.ts';

/** The files of src/ in which a function has run since this was last asked; the sockets stand where Node's own would. */
async function takePassed(session: Session): Promise<string[]> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result
    .filter(
      ({ url, functions }) =>
        url.includes('/src/') && !url.includes('/src/socket/') && functions.some(({ ranges }) => ranges[0]!.count > 0),
    )
    .map(({ url }) => url.slice(url.indexOf('/src/') + 1))
    .sort();
}

/** A clock may strike beside one of them. */
const CALLS = 3;

// What a reader has to open to follow a request; the README's tour goes through these files.
test('a GET passes at most 20 files before its first byte reaches the app', async () => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  const ways: string[][] = [];
  const script: UpstreamScript = async (connection) => {
    await connection.readRequest();
    connection.send(respond('ok'));
    for (let call = 1; call <= CALLS; call++) {
      await once(connection.socket, 'data');
      ways.push(await takePassed(session));
      connection.send(respond('ok'));
    }
  };
  const { door } = await openFrontDoorTo('h1', script, { flushMs: 5 });
  const client = await door.connect();
  client.send(GET);
  await client.readResponse();
  await door.waitForRecords(1);
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  for (let call = 1; call <= CALLS; call++) {
    await takePassed(session);
    client.send(GET);
    await client.readResponse();
    await door.waitForRecords(1 + call);
  }
  session.disconnect();
  const [passed = []] = ways.sort((a, b) => a.length - b.length);
  expect(passed).toContain('src/call/call.ts');
  expect(passed.length, passed.join('\n')).toBeLessThanOrEqual(20);
});
