import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { finishBerth } from '../../helpers/finished-berth.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { BASE_IMAGE, type ContainerEngine } from './container-engine.ts';

const PLATFORM = ['--platform', 'container', '--with-node', '--base', BASE_IMAGE];
/** Several images are built at a time. */
const PATIENCE = { timeout: 60_000 };
const CONFIG = 'command: node server.mjs\nport: auto\n';

/** A folder with an app, and a config beside it. */
export function createApp(engine: ContainerEngine, name: string): string {
  const folder = join(engine.folder, name);
  mkdirSync(folder);
  cpSync('test/fixtures/servers/lives-in-a-box.mjs', join(folder, 'server.mjs'));
  writeFileSync(join(folder, 'berth.yaml'), CONFIG);
  return folder;
}

/** Packs an app and builds its image, as a person does; resolves with the image's name. */
export async function buildImage({ podman }: ContainerEngine, app: string, name: string): Promise<string> {
  const { status, stderr, stdout } = finishBerth(['pack', ...PLATFORM], app);
  expect([status, stderr], stdout).toEqual([0, '']);
  const image = `localhost/${name}:latest`;
  await podman('build', '--network=host', '-t', image, join(app, `${name}-image`));
  return image;
}

/** A container that runs, and what it has said. */
export interface Container {
  readonly name: string;
  readonly url: string;
  readRecords(): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>>;
  /** Runs a shell line in it; resolves with what it prints. */
  exec(line: string): Promise<string>;
  inspect(format: string): Promise<string>;
}

/** Runs an image with a read-only root until it listens, on a port of its own that only this machine reaches. */
export async function runContainer(engine: ContainerEngine, image: string, ...flags: string[]): Promise<Container> {
  const port = await reservePort();
  const name = `berth-test-${port}`;
  const own = ['--env', `PORT=${port}`, '--env', 'BERTH_LISTEN_HOST=127.0.0.1', '--read-only', '--tmpfs', '/tmp'];
  await engine.podman('run', '--detach', '--name', name, ...own, ...flags, image);
  onTestFinished(async () => void (await engine.podman('rm', '--force', '--time', '0', name)));
  return watchContainer(engine, name, port);
}

/** Resolves with a container once its berth listens. */
export async function watchContainer({ podman }: ContainerEngine, name: string, port: number): Promise<Container> {
  const readRecords = async () =>
    (await podman('logs', name))
      .split('\n')
      .filter((line) => line.startsWith('{"level":'))
      .map((line) => JSON.parse(line));
  await expect.poll(() => podman('logs', name), PATIENCE).toContain('"event":"listening"');
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    readRecords,
    exec: (line) => podman('exec', name, 'sh', '-c', line),
    inspect: async (format) => (await podman('inspect', '--format', format, name)).trim(),
  };
}
