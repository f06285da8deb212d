import type { BasePathSettings } from './base-path.ts';
export interface ProxySettings {
  /** 0 means no limit. */
  readonly maxInFlight: number;
  readonly queue: { readonly max: number; readonly timeoutMs: number };
  readonly upstreamTimeouts: UpstreamTimeouts;
  readonly clientTimeouts: ClientTimeouts;
  readonly limits: HeadLimits;
  /** How request bodies without a length are gathered; null: they are passed on as they come. */
  readonly collect: CollectSettings | null;
  /** Idle upstream connections older than this are not used again; 0 switches reuse off. */
  readonly upstreamIdleMs: number;
  /** Who may be served next on a connection to the app that has carried a body: it may not have been read. */
  readonly reuseAfterBody: 'anybody' | 'same-client' | 'nobody';
  readonly forwarded: ForwardedSettings;
  /** Lower-case request header names that never reach the app. */
  /** Each call has a trace: that of its request, or one that begins here. */
  readonly traces: boolean;
  readonly withheldHeaders: readonly string[];
  /** Addresses of the app's own in responses become public ones; those that WebDAV clients name become the app's. */
  readonly rewritesAddresses: boolean;
  /** null: paths go to the app as they come. */
  readonly basePath: BasePathSettings | null;
  /** What becomes of a request that waits when its client has sent FIN. */
  readonly halfClosed: 'drop' | 'serve';
  /** Lower-case protocols that a client may switch to with `Upgrade`; a wish for another is not passed on. */
  readonly upgrades: readonly string[];
}

export interface CollectSettings {
  /** Longer bodies are passed on as they come. */
  readonly maxBytes: number;
  /** Where the large ones lie meanwhile. */
  readonly folder: string;
}

/** 0 switches a timeout off. */
export interface UpstreamTimeouts {
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

/** 0 switches a timeout off. */
export interface ClientTimeouts {
  /** A kept-alive connection without a request; nothing else. */
  readonly idleMs: number;
  /** From the first byte of a head to its end. */
  readonly headMs: number;
  /** The longest silence inside a request body. */
  readonly bodyIdleMs: number;
  /** The longest time a client may take nothing of what waits for it; tunnels too. */
  readonly readerMs: number;
}

export interface HeadLimits {
  readonly headBytes: number;
  readonly fields: number;
  readonly requestLineBytes: number;
  /** 0 means no limit. */
  readonly bodyBytes: number;
}

export interface ForwardedSettings {
  /**
   * Whose X-Forwarded-* and kin are kept and added to: everybody's, nobody's, or those of peers in these addresses and
   * CIDR ranges. The others' are replaced.
   */
  readonly trust: boolean | readonly string[];
  /** Overrides the scheme told to the app; null: what a trusted peer said, else `http`. */
  readonly proto: 'http' | 'https' | null;
}
