/** A way to start a Node.js app, before it is known where it listens. */
export interface NodeStart {
  /** The framework, or what else it is called by. */
  readonly kind: string | null;
  /** What runs it. */
  readonly runtime: 'Node.js' | 'Bun' | 'Deno';
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The file whose source says where it listens, from the folder that is looked at; null: it takes `$PORT`, or its words say it. */
  readonly entry: string | null;
  readonly notes: readonly string[];
  /** Commands that must be typed before. */
  readonly missing: readonly string[];
  /** The file it starts is not there, and nothing says how it is made. */
  readonly isDoubtful: boolean;
  /** It is what is deployed, where the app's own script starts what is there before. */
  readonly isDeployed: boolean;
}

/** A start by words alone. */
export function toNodeStart(words: readonly string[], more: Partial<NodeStart> = {}): NodeStart {
  return {
    kind: null,
    runtime: 'Node.js',
    words,
    env: {},
    entry: null,
    notes: [],
    missing: [],
    isDoubtful: false,
    isDeployed: false,
    ...more,
  };
}
