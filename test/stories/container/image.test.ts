import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireContainers } from './container-engine.ts';
import { buildImage, type Container, createApp, runContainer } from './packed-image.ts';

const engine = await requireContainers();
const { podman } = engine;
afterAll(() => engine.close());

const BUILD_MS = 300_000;
const FROZEN_SECONDS = 6;

async function read(container: Container, path: string): Promise<string> {
  return (await fetch(`${container.url}${path}`)).text();
}

/** A call over a connection that is kept between calls. */
function callOver(agent: Agent, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (res) => res.resume().once('end', () => resolve(res.statusCode))).once('error', reject);
  });
}

async function findFailures(container: Container): Promise<unknown[]> {
  return (await container.readRecords()).filter(({ event }) => event === 'failure').map(({ code }) => code);
}

describe.skipIf(engine.skipReason !== null)(engine.title('a packed image'), () => {
  let image = '';
  beforeAll(async () => {
    image = await buildImage(engine, createApp(engine, 'box'), 'box');
  }, BUILD_MS);

  test('has berth as its first process, which reaps what the app leaves behind', async () => {
    const container = await runContainer(engine, image);
    expect(await container.exec('cat /proc/1/comm')).toBe('bootstrap\n');
    expect(await read(container, '/')).toBe('the box');
    const [orphan, parent] = (await read(container, '/orphan')).split(' ');
    expect(parent).toBe('1');
    await container.exec(`kill -KILL ${orphan}`);
    await expect.poll(() => container.exec(`cat /proc/${orphan}/status 2>/dev/null || echo reaped`)).toBe('reaped\n');
  });

  test('serves as any user, without a capability, on a root that nobody can write to', async () => {
    const bare = ['--user', '1000:1000', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'];
    const container = await runContainer(engine, image, ...bare);
    await expect(container.exec('echo x > /code/x')).rejects.toThrow(/Read-only|Permission/);
    expect(await read(container, '/write')).toBe('written');
  });

  test('is the platform that it was packed for', async () => {
    const container = await runContainer(engine, image);
    const id = 'id-of-the-call';
    await fetch(container.url, { headers: { 'x-request-id': id } });
    await expect.poll(async () => (await container.readRecords()).map(({ requestId }) => requestId)).toContain(id);
    expect(await podman('logs', container.name)).not.toContain('FC Invoke');
  });

  test('takes another port for its app than its twin on the same network', async () => {
    const twins = await Promise.all([runContainer(engine, image), runContainer(engine, image)]);
    const records = await Promise.all(twins.map((twin) => twin.readRecords()));
    const ports = records.map((lines) => lines.find(({ event }) => event === 'ready')?.['upstream']);
    expect(new Set(ports).size).toBe(2);
  });

  test('that is stopped ends the call in flight, and then with status 0', async () => {
    const container = await runContainer(engine, image);
    const answer = read(container, '/slow');
    await expect.poll(async () => (await read(container, '/')) === 'the box').toBe(true);
    await podman('stop', '--time', '30', container.name);
    expect(await answer).toBe('at last');
    expect(await container.inspect('{{.State.ExitCode}}')).toBe('0');
  });

  test('ends a stubborn app within its grace period, and berth then with status 0', async () => {
    const limits = ['--env', 'STUBBORN=1', '--env', 'BERTH_GRACE_PERIOD=1s'];
    const container = await runContainer(engine, image, ...limits);
    expect(await read(container, '/')).toBe('the box');
    const startedAtMs = performance.now();
    await podman('stop', '--time', '60', container.name);
    const stopMs = performance.now() - startedAtMs;
    expect(stopMs).toBeGreaterThan(1_000);
    expect(stopMs).toBeLessThan(20_000);
    expect(await container.inspect('{{.State.ExitCode}}')).toBe('0');
  });

  test('serves again after its app was killed', async () => {
    const container = await runContainer(engine, image);
    await container.exec(`kill -KILL ${await read(container, '/pid')}`);
    await expect.poll(() => findFailures(container)).toEqual(['APP_CRASHED']);
    await expect.poll(() => read(container, '/')).toBe('the box');
  });

  test('whose app wants more memory than there is says so, and serves again', async () => {
    const container = await runContainer(engine, image, '--memory', '160m');
    const answer = await fetch(`${container.url}/fill`);
    expect([answer.status, answer.headers.get('x-berth-error')]).toEqual([502, 'APP_OUT_OF_MEMORY']);
    const record = (await container.readRecords()).find(({ event }) => event === 'failure');
    expect(record).toMatchObject({ code: 'APP_OUT_OF_MEMORY', certainty: 'certain', limits: { memoryMebibytes: 160 } });
    await expect.poll(() => read(container, '/')).toBe('the box');
  });

  test('outlives a crowd of processes that want more memory than there is, each smaller than berth', async () => {
    const container = await runContainer(engine, image, '--memory', '256m');
    await read(container, '/crowd');
    await expect.poll(() => findFailures(container)).toContain('APP_OUT_OF_MEMORY');
    await expect.poll(() => read(container, '/').catch(String)).toBe('the box');
    expect(await container.inspect('{{.State.Status}}')).toBe('running');
  });

  test('fails no call for having been frozen', { timeout: 120_000 }, async () => {
    const container = await runContainer(engine, image);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await callOver(agent, container.url)).toBe(200);
    for (const seconds of [0, 0.1, 1, FROZEN_SECONDS]) {
      await podman('pause', container.name);
      expect(await container.inspect('{{.State.Status}}')).toBe('paused');
      const during = callOver(new Agent(), container.url);
      await delay(seconds * 1_000);
      await podman('unpause', container.name);
      expect([await callOver(agent, container.url), await during]).toEqual([200, 200]);
    }
    agent.destroy();
    expect(await findFailures(container)).toEqual([]);
  });
});
