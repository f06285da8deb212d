import { FC_MARKERS } from '../core/marker.ts';
import type { MarkerTemplates, PlatformSettings, RestartSettings, StartupSettings } from '../core/settings.ts';

/** What a platform decides where the config is silent. */
export interface PlatformPreset {
  readonly platform: PlatformSettings;
  readonly startupListen: StartupSettings['listen'];
  readonly restartWhenSpent: RestartSettings['whenSpent'];
  readonly markers: MarkerTemplates | null;
  /** The header that tells lifecycle hooks from calls; null: the platform has none. */
  readonly hookHeader: string | null;
}

const PRESETS: Readonly<Record<PlatformSettings['name'], PlatformPreset>> = {
  // Function Compute counts a call as failed only by x-fc-status (web functions, "status codes").
  fc: {
    platform: {
      name: 'fc',
      requestIdHeaders: ['x-fc-request-id', 'x-request-id'],
      failureHeaders: { 'x-fc-status': '404' },
    },
    startupListen: 'at-once',
    // The platform puts a new instance in the place of one whose process has ended, and counts and shows that end.
    restartWhenSpent: 'exit',
    markers: FC_MARKERS,
    hookHeader: 'x-fc-control-path',
  },
  // Cloud Run and Knative route only to instances whose port is open, so the port opens when the app can answer.
  knative: {
    platform: { name: 'knative', requestIdHeaders: ['x-request-id', 'x-cloud-trace-context'], failureHeaders: {} },
    startupListen: 'when-ready',
    restartWhenSpent: 'exit',
    markers: null,
    hookHeader: null,
  },
  generic: {
    platform: { name: 'generic', requestIdHeaders: ['x-request-id'], failureHeaders: {} },
    startupListen: 'at-once',
    // Nothing is sure to start berth again; an open port can at least say what is wrong, a closed one cannot.
    restartWhenSpent: 'refuse',
    markers: null,
    hookHeader: null,
  },
};

/** The preset of a platform; `auto` finds it from the environment: Knative's and Cloud Run's K_SERVICE, else FC. */
export function choosePreset(name: PlatformSettings['name'] | 'auto', env: NodeJS.ProcessEnv): PlatformPreset {
  if (name !== 'auto') return PRESETS[name];
  return env['K_SERVICE'] ? PRESETS.knative : PRESETS.fc;
}
