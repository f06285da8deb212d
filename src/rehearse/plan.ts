export const REHEARSED_PLATFORMS = ['fc', 'knative', 'cloudrun', 'lambda-web'] as const;

/** The platforms that can be played. */
export type RehearsedPlatform = (typeof REHEARSED_PLATFORMS)[number];

/** What is to be rehearsed. */
export interface RehearsalPlan {
  /** The deployable folder, as an absolute path. */
  readonly folder: string;
  readonly platform: RehearsedPlatform;
  readonly app: AppPlan;
  readonly times: TimePlan;
  /** The machine's network instead of one in which there is nothing but the app. */
  readonly hasNetwork: boolean;
  /** The code folder can be written to, as on Function Compute since December 2021. */
  readonly isCodeWritable: boolean;
}

/** How the function is set up, and what it is asked. */
export interface AppPlan {
  readonly port: number;
  /** The domain by which visitors come, over https. */
  readonly host: string;
  readonly memoryBytes: number;
  /** Variables of the function, set by its owner. */
  readonly env: ReadonlyArray<readonly [name: string, value: string]>;
  readonly paths: readonly string[];
  readonly bodyBytes: number;
  /** What a trigger sends, and the app is to understand; null: something that it need not. */
  readonly event: Buffer | null;
}

/** How long each of them is waited for. */
export interface TimePlan {
  /** Until the port is open. */
  readonly deadlineMs: number;
  /** Without a call on an open connection. */
  readonly idleMs: number;
  readonly freezeMs: number;
  /** After the order to end. */
  readonly graceMs: number;
  /** For the whole answer to a call. */
  readonly callMs: number;
}

/** What a command line says of a rehearsal; null: what the platform does. */
export interface RehearsalWishes {
  readonly folder: string;
  readonly platform: RehearsedPlatform;
  readonly port: number | null;
  readonly host: string | null;
  readonly memoryBytes: number | null;
  readonly bodyBytes: number | null;
  readonly event: Buffer | null;
  readonly env: AppPlan['env'];
  readonly paths: readonly string[];
  readonly times: { readonly [Name in keyof TimePlan]: number | null };
  readonly hasNetwork: boolean;
  readonly isCodeWritable: boolean;
}
