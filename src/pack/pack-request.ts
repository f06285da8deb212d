import { basename, resolve } from 'node:path';
import type { HealthSettings } from '../core/settings.ts';

export const PACK_PLATFORMS = ['fc', 'knative', 'cloudrun', 'container', 'lambda-web'] as const;

/** The platforms that a package can be made for. */
export type PackPlatform = (typeof PACK_PLATFORMS)[number];

/** How a package lies on the disk. `image`: a Containerfile, and a folder that it copies. */
export type PackForm = 'zip' | 'folder' | 'image';

/** What the platform has to be told of the app, by its config. */
export interface AppFacts {
  /** The port that the config names; null: berth takes the platform's. */
  readonly port: number | null;
  /** 0: no limit. */
  readonly maxInFlight: number;
  /** How long a call may take by the config; 0: without end. */
  readonly callMs: number;
  /** How long the app may take until it is ready. */
  readonly startMs: number;
  /** The path that berth answers by itself, and whether it is 503 while the app is not ready; null: there is none. */
  readonly health: HealthSettings | null;
  /** How long a stop may take by the config. */
  readonly stopMs: number;
  /** Variables that the config takes from the environment, and that are not set here. */
  readonly variables: readonly string[];
  /** The programs of the commands, as they are written there. */
  readonly programs: readonly string[];
  /** Files and folders below the app's folder that the commands name. */
  readonly needed: readonly string[];
}

/** What to pack, and how. */
export interface PackRequest {
  readonly folder: string;
  readonly output: string;
  readonly platform: PackPlatform;
  readonly form: PackForm;
  readonly facts: AppFacts;
  /** The file of variables that the config names, below the folder of the app; null: none. */
  readonly envFile: string | null;
  /** The config, below the folder of the app, and what is kept of it for its starts; null: nothing can be. */
  readonly config: string;
  readonly kept: string | null;
  /** The running berth. */
  readonly programFile: string;
  readonly withNode: boolean;
  readonly withSecrets: boolean;
  /** The image to build on; null: by the app's programs. */
  readonly base: string | null;
}

/** The name of a package where none is given. */
export function toDefaultOutput(folder: string, form: 'zip' | 'image'): string {
  const name = basename(resolve(folder)) || 'app';
  return form === 'zip' ? `${name}.zip` : `${name}-image`;
}
