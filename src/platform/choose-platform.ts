import type { PlatformSettings } from '../core/settings.ts';
import { FC } from './fc.ts';
import { GENERIC } from './generic.ts';
import { KNATIVE } from './knative.ts';
import type { Environment, Platform } from './platform.ts';

const PLATFORMS: Readonly<Record<PlatformSettings['name'], Platform>> = { fc: FC, knative: KNATIVE, generic: GENERIC };

/**
 * Function Compute as it is rehearsed on a plain machine: the same lines, ids and ends, but anybody may reach the port: nobody
 * is believed about clients or hooks, and each connection is that of one client.
 */
const REHEARSAL: Platform = { ...FC, trustsPeers: false, mixesUsers: false, hookHeader: null };

/** The platform that a config names; for `auto` the one berth runs on, else a rehearsal of Function Compute. */
export function choosePlatform(name: PlatformSettings['name'] | 'auto', env: Environment): Platform {
  if (name !== 'auto') return PLATFORMS[name];
  const found = recognisePlatform(env);
  return found === GENERIC ? REHEARSAL : found;
}

/** The platform berth runs on, by the variables that it sets itself; a plain machine where there is none. */
export function recognisePlatform(env: Environment): Platform {
  return [KNATIVE, FC].find((platform) => platform.isRecognised(env)) ?? GENERIC;
}
