/** Fields as they are sent. */
export type Fields = Readonly<Record<string, string>>;

/** One request of a platform. */
export interface PlatformRequest {
  readonly method: string;
  readonly path: string;
  readonly fields?: Fields;
  readonly body?: string | Buffer;
}

/**
 * What a platform does, and what its documents say that it wants; nothing of it is taken from berth's sources. null: its
 * documents know of no such thing, or say nothing of it.
 */
export interface PlatformScript {
  /** As a config names it. */
  readonly name: string;
  /** What it sets in an instance; and what another one, or an image, may have left there beside it. */
  readonly env: Fields;
  readonly strayEnv?: Fields;
  /** It cannot be told by its variables: the config names it. */
  readonly isNamed?: true;
  readonly start: {
    /** What it starts, and whether the port may open before the app can answer. */
    readonly file: 'bootstrap' | 'scf_bootstrap' | 'run.sh' | 'index.js';
    readonly opens: 'at-once' | 'when-ready';
    readonly port: number;
    /** `outside`: it comes from outside the instance; `inside`: from its own loopback address; `there`: to that alone. */
    readonly from: 'outside' | 'inside' | 'there';
  };
  /** The nth id of a request, in the platform's form; null: it has none of its own. */
  readonly toId: ((n: number) => string) | null;
  /** Fields of its own on every request; where it has an id, that is among them. */
  toFields(id: string): Fields;
  /** Where the app looks for the platform's id. */
  readonly ownIdField: string | null;
  /** Fields that are the platform's secrets. */
  readonly secretFields: readonly string[];
  /** Its service finds calls by lines like these in the log. */
  readonly markers: ((id: string) => readonly [start: string, end: string]) | null;
  readonly hooks: ReadonlyArray<PlatformRequest & { readonly hook: string }> | null;
  /**
   * `told`: an event is told from a call by a field, so rules can be written for it. `request`: it comes as a request that the app
   * has to know. null: none reaches the instance.
   */
  readonly event: (PlatformRequest & { readonly kind: 'told' | 'request' }) | null;
  /** How an instance is told to end, and how long it then has; null where that is not documented. */
  readonly stop: { readonly signal: NodeJS.Signals | null; readonly patienceMs: number | null };
  readonly limits: {
    readonly bodyBytes: number | null;
    /** Of a request, all fields or the path with its query. */
    readonly requestHeadBytes: number | null;
    readonly pathBytes: number | null;
    readonly responseHeadBytes: number | null;
  };
  /** Keys of a config that goes beyond everything that is documented of any platform, as far as it is too much for this one. */
  readonly exceeded: readonly string[];
}

/** Of a platform whose documents name no limits. */
export const NO_LIMITS: PlatformScript['limits'] = {
  bodyBytes: null,
  requestHeadBytes: null,
  pathBytes: null,
  responseHeadBytes: null,
};

/** What gateways say of the visitor. */
export const FORWARDED: Fields = { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Proto': 'https' };

/** The same id in digits, at a length. */
export function toDigits(n: number, length: number): string {
  return n.toString(16).padStart(length, '0');
}
