/** A process of the instance, by the kernel's table. */
export interface PlaceProcess {
  readonly pid: number;
  readonly command: string;
}

/** A file that was written, and where. */
export interface WrittenFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Where an instance runs: as far as the machine lets it be, a system of its own. */
export interface Place {
  /** How much of a platform it is, a phrase each. */
  readonly words: readonly string[];
  /** Where the platform's own connections go. */
  readonly address: string;
  readonly port: number;
  /** Nothing listens in its network but the instance. */
  readonly hasOwnNetwork: boolean;
  /** The code folder as the app sees it, and as berth does. */
  readonly codeFolder: string;
  readonly outerCodeFolder: string;
  /** What the app finds in its environment for being here. */
  readonly env: Readonly<Record<string, string>>;
  /** What writes outside /tmp would be seen; null: none. */
  readonly watches: string | null;
  toOuterPath(path: string): string;
  /** The command line that starts another one in the code folder. */
  toCommand(command: readonly string[]): readonly [file: string, ...args: string[]];
  /** All processes of the instance that run. */
  listProcesses(): PlaceProcess[];
  /** What was written outside /tmp. */
  listWritten(): WrittenFile[];
  listTemporary(): WrittenFile[];
}
