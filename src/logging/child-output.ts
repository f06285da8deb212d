/** Where one process writes; the same two pipes serve every restart of it. */
export interface ChildOutput {
  /** File descriptors to hand to the child as fd 1 and fd 2. With `logs: inherit` they are berth's own. */
  readonly stdoutFd: number;
  readonly stderrFd: number;
  /** False if the lines go past berth, and those below stay empty. */
  readonly isRead: boolean;
  /** The last complete lines of both streams in order of arrival, at most 50 of at most 1,000 characters. */
  readonly tail: readonly string[];
  /** Those of the last 200 lines that were written since `startLife`: what one life of the process said. */
  readonly lifeTail: readonly string[];
  /** Those of the last 200 lines that were read since this performance.now(). */
  linesSince(atMs: number): readonly string[];
  /** A new life of the process begins: what stands in `lifeTail` was said by the one before. */
  startLife(): void;
  /** Calls the listener with every later line (without its end, cut at 4,096 characters); returns the way to stop. */
  onLine(listener: (line: string) => void): () => void;
  /** Resolves when everything written to the pipes before the call has been relayed. Never waits for them to close. */
  flush(): Promise<void>;
  /** Ends a partial last line and gives the pipes back. */
  close(): void;
}

/** Opens a process's output by its name; always a real pipe (or what berth itself was given), never a socket. */
export type OpenChildOutput = (processName: string) => Promise<ChildOutput>;
