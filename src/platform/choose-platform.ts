import type { PlatformSettings } from '../core/settings.ts';
import { AZURE } from './azure.ts';
import { CLOUD_RUN } from './cloudrun.ts';
import { CONTAINER } from './container.ts';
import { FC } from './fc.ts';
import { FUNCTIONGRAPH } from './functiongraph.ts';
import { GENERIC } from './generic.ts';
import { KNATIVE } from './knative.ts';
import { LAMBDA_WEB } from './lambda-web.ts';
import type { Environment, Platform } from './platform.ts';
import { SCF } from './scf.ts';
import { VEFAAS } from './vefaas.ts';

/** In the order in which they are looked for: Kubernetes is below others, and what is never found comes last. */
export const PLATFORMS: readonly Platform[] = [
  FC,
  CLOUD_RUN,
  KNATIVE,
  LAMBDA_WEB,
  SCF,
  FUNCTIONGRAPH,
  VEFAAS,
  AZURE,
  CONTAINER,
  GENERIC,
];

/**
 * Function Compute as it is rehearsed on a plain machine: the same lines, ids and ends, but anybody may reach the port: nobody
 * is believed about clients or hooks, and each connection is that of one client.
 */
const REHEARSAL: Platform = { ...FC, trustsPeers: false, mixesUsers: false, hookHeader: null };

/**
 * In an instance of its own: what asks there without any of its fields is a command in the instance, such as the
 * `curl localhost:9000/…` of a command hook. Not elsewhere: whoever rehearses asks like that.
 */
const FC_INSTANCE: Platform = { ...FC, settings: { ...FC.settings, fieldPrefix: 'x-fc-' } };

/** The platform that a config names; for `auto` the one berth runs on, else a rehearsal of Function Compute. */
export function choosePlatform(name: PlatformSettings['name'] | 'auto', env: Environment): Platform {
  const found = recognisePlatform(env);
  const named = name === 'auto' ? found : PLATFORMS.find(({ settings }) => settings.name === name)!;
  if (named === FC && found === FC) return FC_INSTANCE;
  return name === 'auto' && found === GENERIC ? REHEARSAL : named;
}

/** The platform berth runs on, by the variables that it sets itself; a plain machine where there is none. */
export function recognisePlatform(env: Environment): Platform {
  return PLATFORMS.find((platform) => platform.isRecognised(env)) ?? GENERIC;
}
