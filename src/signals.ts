/** The requests to stop, from their only owner. */
export interface StopSignals {
  readonly first: Promise<NodeJS.Signals>;
  /** Asks to stop at once. */
  readonly second: Promise<NodeJS.Signals>;
  close(): void;
}

// SIGHUP: the terminal is gone, and nobody is left who could send the others.
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Takes over SIGTERM, SIGINT and SIGHUP until `close`. */
export function createStopSignals(): StopSignals {
  const waiting: Array<(signal: NodeJS.Signals) => void> = [];
  const first = new Promise<NodeJS.Signals>((resolve) => waiting.push(resolve));
  const second = new Promise<NodeJS.Signals>((resolve) => waiting.push(resolve));
  const onSignal = (signal: NodeJS.Signals): void => waiting.shift()?.(signal);
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return {
    first,
    second,
    close: () => {
      for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    },
  };
}
