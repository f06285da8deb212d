import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { playPlatform } from './played-platform.ts';
import type { PlatformScript } from './script/platform-script.ts';
import { SCRIPTS } from './scripted-platform.ts';

const SERVERS = fileURLToPath(new URL('../../fixtures/servers', import.meta.url));

const isRoot = process.getuid?.() === 0;
const packages = await requirePackages(['iproute2']);
const skipReason = isRoot ? packages.skipReason : 'only root can have a network of its own';
const titled = (title: string): string => `${title}${skipReason === null ? '' : ` [not run: ${skipReason}]`}`;

const toConfig = ({ name, isNamed }: PlatformScript, server: string): string =>
  `command: [node, ${SERVERS}/${server}]\nport: auto\n${isNamed === true ? `platform: ${name}\n` : ''}`;

const describeSignal = ({ stop: { signal } }: PlatformScript): string =>
  signal === null ? 'no signal is documented, and SIGTERM is obeyed all the same' : `${signal} is obeyed`;

describe.skipIf(skipReason !== null)(titled('the end of an instance'), () => {
  test.concurrent.for(SCRIPTS.map((script) => [script.name, describeSignal(script), script] as const))(
    'on %s: %s; the call in flight has its answer, and nothing is left',
    async ([, , script]) => {
      await using platform = await playPlatform(script, toConfig(script, 'tells-requests.mjs'));
      const call = platform.call({ method: 'GET', path: '/after/500', fields: script.toFields('a-1') });
      await platform.log.waitFor((line) => line.includes('"url":"/after/500"'));
      const stopped = platform.stop(script.stop.signal ?? 'SIGTERM');
      expect(await call).toMatchObject({ status: 200, text: 'did /after/500' });
      expect(await stopped).toEqual({ code: 0, left: [] });
    },
  );
});
