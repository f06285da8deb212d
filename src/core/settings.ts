import type { EventSettings } from './event-settings.ts';
import type { LifecycleHook } from './lifecycle-hook.ts';
import type { ProxySettings } from './proxy-settings.ts';
import type { StatusRange } from './status-range.ts';

/**
 * The resolved settings of one run: every default filled in, every `${…}` replaced, every duration in milliseconds
 * and every size in bytes. `config/` makes them, everything else only reads them.
 */
export interface Settings {
  /** Absolute path of the config file. */
  readonly configFile: string;
  /** Folder for rendered files and sockets, which others cannot list; exists once `config/` has rendered the files. */
  readonly runDir: string;
  /** True if berth made the folder up; whoever ends last removes it. */
  readonly isRunDirTemporary: boolean;
  readonly listen: ListenSettings;
  readonly startup: StartupSettings;
  /** In dependency order: a process stands after everything it comes `after`. */
  readonly processes: readonly ProcessSettings[];
  readonly upstream: UpstreamSettings;
  readonly proxy: ProxySettings;
  readonly markers: MarkerSettings;
  readonly logs: LogRelaySettings;
  readonly log: OwnLogSettings;
  readonly errors: ErrorSettings;
  /** Statuses of the app that the platform is to count as failures, in its own way. */
  readonly failureStatuses: readonly StatusRange[];
  readonly signals: readonly SignalRule[];
  readonly stop: StopSettings;
  readonly platform: PlatformSettings;
  readonly hooks: HookSettings;
  /** null: what the platform brings as an event goes to the app as it comes. */
  readonly events: EventSettings | null;
  /** Absent: every path is the app's. */
  readonly health?: HealthSettings;
  /** Absent: the app is told of no thaw. */
  readonly thaw?: ThawSettings;
}

export interface ListenSettings {
  readonly host: string;
  readonly port: number;
  /** Where the port came from, for messages: `berth.yaml`, `FC_SERVER_PORT`, `default`… */
  readonly portSource: string;
}

export interface StartupSettings {
  /** `at-once`: hold requests until ready. `when-ready`: open the port only then. */
  readonly listen: 'at-once' | 'when-ready';
  readonly deadlineMs: number;
  readonly maxHeld: number;
}

/** Where the app listens. */
export type UpstreamAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

export interface UpstreamSettings {
  /** The process that owns the address; its readiness probe decides when calls may pass. */
  readonly processName: string;
  readonly address: UpstreamAddress;
  /** How berth speaks to the app; `tls` and `isLenient` are for `node-client` alone. */
  readonly transport: 'h1' | 'node-client';
  /** null: the app speaks plain HTTP. */
  readonly tls: UpstreamTlsSettings | null;
  /** Responses are read by Node's lenient parser (`insecureHTTPParser`). */
  readonly isLenient: boolean;
}

/** How an app that speaks only TLS is met. */
export interface UpstreamTlsSettings {
  /** False: any certificate will do. */
  readonly verify: boolean;
  /** Certificates in PEM that are trusted instead of Node's own list; null: Node's. */
  readonly ca: string | null;
  /** The name that is asked for (SNI) and that the certificate must have; null: the host of the address. */
  readonly serverName: string | null;
}

export interface ProcessSettings {
  readonly name: string;
  readonly command: CommandSettings;
  readonly after: readonly string[];
  /** A standard input that never ends; absent: one that is at its end at once. */
  readonly stdin?: 'open';
  /** Where its keys stand in the config file, as paths; absent: at its top. */
  readonly keys?: { readonly port: readonly string[]; readonly ready: readonly string[] };
  /** The servers that its start puts beside it may end; absent: they are watched. */
  readonly daemons?: 'ignored';
  readonly ready: readonly ReadinessProbeSettings[];
  readonly readyDeadlineMs: number;
  /** How it is watched once it is ready; absent: only by its exit. */
  readonly live?: LiveSettings;
  readonly kind: 'essential' | 'helper' | 'oneshot';
  readonly restart: RestartSettings;
  readonly stopSignal: NodeJS.Signals;
  readonly gracePeriodMs: number;
}

/** A probe of a process that is ready, repeated; so many failures in a row are a hang. */
export interface LiveSettings {
  readonly probe: ReadinessProbeSettings;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly failures: number;
}

export interface CommandSettings {
  readonly file: string;
  readonly args: readonly string[];
  readonly workingDirectory: string;
  /** The whole environment of the child, berth's own included. */
  readonly env: Readonly<Record<string, string>>;
  /** Who runs it; absent: who berth is. */
  readonly identity?: Identity;
}

/** A user whom a process is started as. */
export interface Identity {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** The groups that it is in besides that one. */
  readonly otherGids: readonly number[];
  /** The program that gives a process those; null where there are none. */
  readonly setpriv: string | null;
}

/** All probes of a process must succeed. An empty list means: ready as soon as it runs. */
export type ReadinessProbeSettings =
  | { readonly kind: 'tcp'; readonly host: string | null; readonly port: number }
  | {
      readonly kind: 'http';
      readonly address: UpstreamAddress;
      /** null: plain HTTP; else the name to ask for, null for none. A probe takes any certificate. */
      readonly tls: Pick<UpstreamTlsSettings, 'serverName'> | null;
      /** As for the calls: true reads the answer by Node's lenient parser. */
      readonly isLenient: boolean;
      readonly path: string;
      readonly statuses: readonly StatusRange[];
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'log'; readonly pattern: RegExp }
  | { readonly kind: 'exec'; readonly file: string; readonly args: readonly string[] };

export interface RestartSettings {
  readonly policy: 'never' | 'on-failure' | 'always';
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** Restarts allowed in any 60 seconds; one more is a CRASH_LOOP. */
  readonly budgetPerMinute: number;
  /** After a CRASH_LOOP of an app that was ready once. `exit`: end. `refuse`: stay, and answer every call with it. */
  readonly whenSpent: 'exit' | 'refuse';
}

export interface MarkerSettings {
  /** null: no markers. `{id}` in a template stands for the request id. */
  readonly templates: MarkerTemplates | null;
  /** Paths (without query) that are never marked, such as a platform's own health check. */
  readonly exceptPaths: readonly string[];
  /** How long the end of a call waits for lines that the app writes behind its answer; 0 for no time. */
  readonly settleMs: number;
  /** What becomes of markers that the app itself writes for calls that berth marks. */
  readonly ofApp: 'told' | 'merged';
}

export interface MarkerTemplates {
  readonly start: string;
  readonly end: string;
  /** Put behind the end marker when berth itself failed the call. */
  readonly errorSuffix: string;
}

export interface LogRelaySettings {
  readonly mode: 'relay' | 'inherit';
  /** Put `name | ` before every line of a child. */
  readonly label: boolean;
  /** Bytes that may wait for a slow reader of our own output. */
  readonly bufferBytes: number;
}

export interface OwnLogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'auto' | 'json' | 'pretty' | 'google' | 'lambda';
  /** What `auto` is where no terminal is. */
  readonly autoForm: 'json' | 'google' | 'lambda';
  /** The project of Google Cloud whose traces are named in records; null: unknown. */
  readonly project: string | null;
  /** One record per call; false: only for a call that did not go well. */
  readonly calls: boolean;
  /** How long a record of a call may wait for others to leave with it; 0: with the call's end marker. */
  readonly flushMs: number;
}

export interface ErrorSettings {
  readonly detail: 'brief' | 'full';
  /** For clients that take HTML, where no page of the status is named; null: berth's own. */
  readonly page: ErrorPage | null;
  /** By the status of the answer. */
  readonly pages: ReadonlyMap<number, ErrorPage>;
}

/** A page of the config's. `${requestId}` and `${status}` in its text are filled in. */
export interface ErrorPage {
  readonly contentType: string;
  readonly text: string;
}

/** What a signal to berth leads to. */
export interface SignalRule {
  readonly signal: NodeJS.Signals;
  readonly action: SignalAction;
}

export type SignalAction =
  | { readonly kind: 'process'; readonly processName: string; readonly signal: NodeJS.Signals }
  | { readonly kind: 'command'; readonly command: CommandSettings };

export interface StopSettings {
  /** How long calls in flight may go on after the stop was asked for. */
  readonly drainMs: number;
}

/** The platform's lifecycle hooks: requests that are not calls. */
export interface HookSettings {
  /** Lower-case name of the header whose value tells a hook from a call; null: no hooks, or nobody is believed about them. */
  readonly header: string | null;
  /** Who answers each of them, and with what. */
  readonly answers: Readonly<Record<LifecycleHook, HookAnswer>>;
}

/** `berth` says at once, or once the app is ready, that all is well; the `app` gets it like a call; a command decides by its exit status. */
export type HookAnswer = 'berth' | 'app' | HookCommand;

export interface HookCommand {
  readonly command: CommandSettings;
  readonly timeoutMs: number;
}

/** A path of berth's own, for probes of the platform. */
export interface HealthSettings {
  /** Without a query. */
  readonly path: string;
  /** `always`: 200 as long as berth runs. `when-ready`: 503 while the app is not ready, or is about to be stopped. */
  readonly answers: 'always' | 'when-ready';
}

/** What the app is told when the instance was frozen and runs again. */
export interface ThawSettings {
  readonly notice:
    | { readonly kind: 'command'; readonly command: CommandSettings }
    | Extract<ReadinessProbeSettings, { kind: 'http' }>;
  readonly timeoutMs: number;
}

/** As a config names them. */
export const PLATFORM_NAMES = [
  'fc',
  'cloudrun',
  'knative',
  'lambda-web',
  'scf',
  'functiongraph',
  'vefaas',
  'azure',
  'container',
  'generic',
] as const;

export interface PlatformSettings {
  readonly name: (typeof PLATFORM_NAMES)[number];
  /** Lower-case header names that may carry the request id, best first. */
  readonly requestIdHeaders: readonly string[];
  /** The platform's own request-id header, spelled as it does: the app is told the id in it too; null: in X-Request-Id alone. */
  readonly ownIdHeader: string | null;
  /** Put on every answer made by berth itself, besides `x-berth-error`. */
  readonly failureHeaders: Readonly<Record<string, string>>;
  /** The longest response head that the platform passes on; absent or null: no limit is known. */
  readonly mostHeadBytes?: number | null;
  /**
   * What the platform's own fields begin with, in lower case: a request from inside the instance without any of them is of a command
   * that runs there, and no call. Absent: all requests are calls.
   */
  readonly fieldPrefix?: string;
}
