import type { FailureCode } from '../core/failure-code.ts';
import type { LifecycleHook } from '../core/lifecycle-hook.ts';
import type {
  MarkerTemplates,
  OwnLogSettings,
  PlatformSettings,
  RestartSettings,
  StartupSettings,
} from '../core/settings.ts';

/** Environment variables, as a process is given them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All that one platform wants, and decides where the config is silent. Each is a file of its own beside this one. */
export interface Platform {
  /** What calls need to know of it. */
  readonly settings: PlatformSettings;
  /** As warnings call it. */
  readonly title: string;
  /** True in an instance of the platform, by the variables that it sets itself. */
  isRecognised(env: Environment): boolean;
  /** True if only the platform reaches the port, so that what a request says of its client can be believed. */
  readonly trustsPeers: boolean;
  /** Its gateway sends requests of several users over one connection. */
  readonly mixesUsers: boolean;
  /** The header that tells lifecycle hooks from calls; null: no hooks, or nobody to be believed about them. */
  readonly hookHeader: string | null;
  readonly markers: MarkerTemplates | null;
  /** Variables with the port to listen on, strongest first; none where it is always the same. */
  readonly portVariables: readonly string[];
  readonly defaultPort: number;
  /** A variable that says all of it, as `host:port`, and is obeyed to the letter; null: there is none. */
  readonly endpointVariable: string | null;
  /** Its front end traces requests. */
  readonly traces: boolean;
  /** The form of records that it reads best. */
  readonly logForm: OwnLogSettings['autoForm'];
  readonly startupListen: StartupSettings['listen'];
  readonly restartWhenSpent: RestartSettings['whenSpent'];
  readonly limits: PlatformLimits;
  /** What berth ends with for a failure, 1 for one that is not listed; null: the catalogue's own statuses. */
  readonly exitStatuses: Readonly<Partial<Record<FailureCode, number>>> | null;
  /** What else docs/platforms.md says of it, a sentence each; `[not documented]` ends one that rests on reports alone. */
  readonly notes: readonly string[];
}

/** What berth itself may need of a stop besides the drain and the grace periods: for tunnels, causes and last answers. */
export const OWN_STOP_MS = 2_000;

/** What a platform allows, as far as a config can run into it. null: no such limit is known. */
export interface PlatformLimits {
  /** How long the platform waits for the port to open. */
  readonly startMs: number | null;
  /** The platform keeps idle connections for this long; a server that closes them earlier loses requests. */
  readonly connectionIdleMs: number | null;
  readonly bodyBytes: number | null;
  /** Of a whole request head, as a client may send it. */
  readonly requestHeadBytes: number | null;
  /** Of a whole response head. */
  readonly responseHeadBytes: number | null;
  /** How long it waits for an instance that it has told to end, before it kills it. */
  readonly stopMs: number | null;
  /** How long a lifecycle hook may take at most; none where no such limit is known. */
  readonly hookMs: Readonly<Partial<Record<LifecycleHook, number>>>;
  /** The platform reaches the port from outside the instance. */
  readonly needsAllAddresses: boolean;
}

/** Of a platform of which nothing is documented. */
export const NO_LIMITS: PlatformLimits = {
  startMs: null,
  connectionIdleMs: null,
  bodyBytes: null,
  requestHeadBytes: null,
  responseHeadBytes: null,
  stopMs: null,
  hookMs: {},
  needsAllAddresses: false,
};
