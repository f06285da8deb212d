import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { finishBerth } from '../../helpers/finished-berth.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { requireContainers } from './container-engine.ts';
import { buildImage, createApp, watchContainer } from './packed-image.ts';

const engine = await requireContainers();
const { podman } = engine;
afterAll(() => engine.close());

/** What its owner changes: this machine's network, reached from here alone, a limit, and a root that is not written to. */
function adapt(file: string, port: number): void {
  const pod = parse(readFileSync(file, 'utf8'));
  const [{ ports: _ports, ...container }] = pod.spec.containers;
  const env = { PORT: String(port), BERTH_LISTEN_HOST: '127.0.0.1' };
  pod.spec.hostNetwork = true;
  pod.spec.volumes = [{ name: 'tmp', emptyDir: {} }];
  pod.spec.containers = [
    {
      ...container,
      env: Object.entries(env).map(([name, value]) => ({ name, value })),
      resources: { limits: { memory: '192Mi' } },
      securityContext: { readOnlyRootFilesystem: true },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    },
  ];
  writeFileSync(file, stringify(pod));
}

describe.skipIf(engine.skipReason !== null)(engine.title('a packed pod'), () => {
  test('is played by podman as its owner has changed it, and stops in good order', { timeout: 300_000 }, async () => {
    const app = createApp(engine, 'box');
    const port = await reservePort();
    appendFileSync(join(app, 'berth.yaml'), `health: /-/healthz\nlisten: { port: ${port} }\n`);
    await buildImage(engine, app, 'box');
    const file = join(app, 'pod.yaml');
    adapt(file, port);
    const changed = readFileSync(file, 'utf8');
    const again = finishBerth(['pack', '--platform', 'container', '-o', '../again', '--image'], app);
    expect([again.status, again.stdout]).toEqual([0, expect.stringContaining('pod.yaml is as it should be')]);
    expect(readFileSync(file, 'utf8')).toBe(changed);

    await podman('kube', 'play', file);
    onTestFinished(async () => void (await podman('pod', 'rm', '--force', '--ignore', '--time', '0', 'box')));
    const container = await watchContainer(engine, 'box-box', port);
    expect(await (await fetch(container.url)).text()).toBe('the box');
    // What podman makes of the liveness probe; it is systemd that would run it every so often.
    await podman('healthcheck', 'run', container.name);
    expect(await (await fetch(`${container.url}/-/healthz`)).text()).toBe('ok\n');
    expect((await fetch(`${container.url}/fill`)).headers.get('x-berth-error')).toBe('APP_OUT_OF_MEMORY');
    await expect.poll(async () => (await fetch(container.url)).status).toBe(200);

    await podman('pod', 'stop', '--time', '30', 'box');
    expect(await container.inspect('{{.State.ExitCode}}')).toBe('0');
    expect((await container.readRecords()).at(-1)).toMatchObject({ event: 'stopped' });
    await podman('kube', 'down', file);
    expect(await podman('ps', '--all', '--quiet')).toBe('');
  });
});
