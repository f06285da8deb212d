import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { requireNpmPackages } from '../../helpers/npm-packages.ts';
import { requireContainers } from './container-engine.ts';
import { buildImage, runContainer } from './packed-image.ts';

const engine = await requireContainers();
afterAll(() => engine.close());

describe.skipIf(engine.skipReason !== null)(engine.title('the image of config/express'), () => {
  test('serves on an image without Node.js, and stops in good order', { timeout: 300_000 }, async ({ skip }) => {
    const packages = await requireNpmPackages({ express: '5.1.0' });
    if (packages.skipReason !== null) skip(packages.skipReason);
    const app = join(engine.folder, 'shelf');
    cpSync('config/express', app, { recursive: true });
    cpSync(join(packages.folder, 'node_modules'), join(app, 'node_modules'), { recursive: true });
    const container = await runContainer(engine, await buildImage(engine, app, 'shelf'), '--memory', '192m');
    const answer = await fetch(container.url, { headers: { 'x-request-id': 'id-of-the-page' } });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<h1>The shelf</h1>')]);
    await expect.poll(() => engine.podman('logs', container.name)).toContain('shelf for id-of-the-page');
    await engine.podman('stop', '--time', '30', container.name);
    expect(await container.inspect('{{.State.ExitCode}}')).toBe('0');
  });
});
