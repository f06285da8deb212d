import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { runUndisturbed } from '../../helpers/undisturbed.ts';
import { playPlatform } from './played-platform.ts';
import { SCRIPTS } from './scripted-platform.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/serves-ignoring-term.mjs', import.meta.url));

const isRoot = process.getuid?.() === 0;
const packages = await requirePackages(['iproute2']);
const skipReason = isRoot ? packages.skipReason : 'only root can have a network of its own';
const PATIENT = SCRIPTS.flatMap((script) => {
  const { signal, patienceMs } = script.stop;
  return signal === null || patienceMs === null ? [] : [[script.name, { script, signal, patienceMs }] as const];
});

describe.skipIf(skipReason !== null)(`a stop${skipReason === null ? '' : ` [not run: ${skipReason}]`}`, () => {
  test.concurrent.for(PATIENT)(
    'on %s is over before the platform kills the instance, with a call that never ends and an app that will not',
    { timeout: 120_000 },
    ([, { script, signal, patienceMs }]) =>
      runUndisturbed(1_000, async () => {
        await using platform = await playPlatform(script, `command: [node, ${SERVER}]\nport: auto\n`);
        const call = platform.call({ method: 'GET', path: '/slow', fields: script.toFields('a-1') }).catch(() => null);
        await platform.log.waitFor((line) => line === 'slow is in');
        const startMs = performance.now();
        expect(await platform.stop(signal)).toEqual({ code: 0, left: [] });
        expect(performance.now() - startMs, platform.log.lines.join('\n')).toBeLessThan(patienceMs);
        expect(platform.log.lines).toContain('ignored SIGTERM');
        await call;
      }),
  );
});
