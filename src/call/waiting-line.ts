/** Something that waits for its turn. */
export interface Waiting {
  onTurn(): void;
  onTimeout(): void;
}

/** First in, first out; bounded in number and time. Everybody waits equally long, so one timer serves all. */
export interface WaitingLine {
  readonly length: number;
  readonly limit: number;
  readonly timeoutMs: number;
  /** False if the line is full. */
  join(waiting: Waiting): boolean;
  leave(waiting: Waiting): void;
  /** Gives the first one its turn; false if nobody waits. */
  serveNext(): boolean;
  /** Takes everybody out, in order, without a turn. */
  clear(): Waiting[];
}

/** Creates an empty line; `timeoutMs` 0 means that waiting is not bounded in time. */
export function createWaitingLine(limit: number, timeoutMs: number): WaitingLine {
  const joined = new Map<Waiting, number>();
  let timer: NodeJS.Timeout | null = null;

  function onTimer(): void {
    timer = null;
    const now = performance.now();
    for (const [waiting, deadlineMs] of joined) {
      if (deadlineMs > now) break;
      joined.delete(waiting);
      waiting.onTimeout();
    }
    schedule();
  }

  function schedule(): void {
    if (timer !== null || timeoutMs === 0) return;
    for (const deadlineMs of joined.values()) {
      timer = setTimeout(onTimer, Math.max(1, Math.ceil(deadlineMs - performance.now())));
      return;
    }
  }

  return {
    limit,
    timeoutMs,
    get length() {
      return joined.size;
    },
    join(waiting) {
      if (joined.size >= limit) return false;
      joined.set(waiting, performance.now() + timeoutMs);
      schedule();
      return true;
    },
    leave(waiting) {
      joined.delete(waiting);
    },
    serveNext() {
      for (const waiting of joined.keys()) {
        joined.delete(waiting);
        waiting.onTurn();
        return true;
      }
      return false;
    },
    clear() {
      const everybody = [...joined.keys()];
      joined.clear();
      if (timer !== null) clearTimeout(timer);
      timer = null;
      return everybody;
    },
  };
}
