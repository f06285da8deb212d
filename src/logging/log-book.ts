import type { LogRelaySettings } from '../core/settings.ts';
import { type Output, STALL_PATIENCE_MS, type StreamName } from './output.ts';

/**
 * The one place where everything that berth prints comes together: child lines, markers and berth's own records, in
 * an order that a reader of both streams can trust.
 */
export interface LogBook {
  /** Whole lines of a child; false if the reader of our output is too slow and the lines were dropped. */
  childLines(stream: StreamName, lines: Buffer): boolean;
  /** A marker line, without its line end; ends partial child lines first. */
  marker(line: string): void;
  /** A line of berth's own log, without its line end; it stands behind the markers of the same turn. */
  record(line: string): void;
  /**
   * Calls back, all callers of one turn together, when everything the children wrote before now has been read, and it
   * and everything above has been written. A reader that is behind is waited for a second at most.
   */
  settle(onSettled: Settled): void;
  /** True while the children's pipes should not be read: their lines could only be dropped. */
  readonly isFull: boolean;
  /** A child's relay that holds a partial line tells how to end it; returns the way to take that back. */
  addPartialLine(end: () => void): () => void;
  /** Calls back when `isFull` may have changed from true to false. */
  onRoom(listener: () => void): () => void;
  /** Writes what is left, for at most `patienceMs`. */
  close(patienceMs: number): void;
}

export interface Settled {
  /** Last chance to write: everything the children wrote so far stands before it. */
  onLinesRead(): void;
  /** Everything up to and including what `onLinesRead` wrote is out. */
  onWritten(): void;
}

/**
 * Creates the book over an output that nobody else writes to. A call waits no longer than `patienceMs` for a reader that
 * is behind.
 */
export function createLogBook(
  output: Output,
  settings: LogRelaySettings,
  patienceMs: number = STALL_PATIENCE_MS,
): LogBook {
  const { bufferBytes } = settings;
  const partialLines = new Set<() => void>();
  const roomListeners = new Set<() => void>();
  let settling: Settled[] = [];
  let fresh: Settled[] = [];
  let records = '';
  let isTurnScheduled = false;
  let isBehind = false;
  // From now on lines are dropped; what fills the children's pipes must be read for that.
  output.onStalled(tellOfRoom);

  function tellOfRoom(): void {
    for (const listener of roomListeners) listener();
  }

  function noteBehind(): void {
    if (isBehind) return;
    isBehind = true;
    output.onceEmpty(() => {
      isBehind = false;
      tellOfRoom();
    });
  }

  function scheduleTurn(): void {
    if (isTurnScheduled) return;
    isTurnScheduled = true;
    // Calls that settle now are let go only in the second turn from here: a poll phase may read an answer's last bytes
    // that came after it began and miss the line written before them; the next one, which begins later, finds that line.
    setImmediate(runTurn);
  }

  function runTurn(): void {
    isTurnScheduled = false;
    const settled = settling;
    settling = fresh;
    fresh = [];
    if (settling.length > 0) scheduleTurn();
    for (const one of settled) one.onLinesRead();
    appendRecords();
    if (output.flush() || output.isStalled) {
      release(settled);
      return;
    }
    noteBehind();
    waitForReader(settled);
  }

  function waitForReader(settled: readonly Settled[]): void {
    let isReleased = false;
    const releaseOnce = (): void => {
      if (isReleased) return;
      isReleased = true;
      clearTimeout(timer);
      release(settled);
    };
    output.onceEmpty(releaseOnce);
    const timer = setTimeout(() => {
      // The reader may have made room while nothing could run here.
      if (!output.flush()) releaseOnce();
    }, patienceMs);
  }

  return {
    get isFull() {
      return output.backlogBytes >= bufferBytes && !output.isStalled;
    },
    childLines(stream, lines) {
      if (output.backlogBytes >= bufferBytes && (output.isStalled || isOverfull())) return false;
      output.append(stream, lines);
      if (output.backlogBytes >= bufferBytes && !output.flush()) noteBehind();
      scheduleTurn();
      return true;
    },
    marker(line) {
      if (partialLines.size > 0) for (const end of partialLines) end();
      if (isOverfull()) return;
      if (settings.mode === 'inherit') {
        // Children that hold our own descriptors write past this book: nobody here knows if their last line is ended,
        // and what stands before their next one must be out.
        output.append('stdout', `\n${line}\n`);
        output.flush();
      } else output.append('stdout', `${line}\n`);
      scheduleTurn();
    },
    record(line) {
      if (isOverfull()) return;
      records += `${line}\n`;
      scheduleTurn();
    },
    settle(onSettled) {
      fresh.push(onSettled);
      scheduleTurn();
    },
    addPartialLine(end) {
      partialLines.add(end);
      return () => partialLines.delete(end);
    },
    onRoom(listener) {
      roomListeners.add(listener);
      return () => roomListeners.delete(listener);
    },
    close(patienceMs) {
      appendRecords();
      output.close(patienceMs);
    },
  };

  // Markers and records may use as much again as the children's lines, so that a chatty app cannot push them out.
  function isOverfull(): boolean {
    return output.backlogBytes + records.length >= 2 * bufferBytes;
  }

  // A write for each turn of a stream's lines: records go out behind the markers of their turn and not between them,
  // or every call would cost two writes of its own.
  function appendRecords(): void {
    if (records === '') return;
    output.append('stderr', records);
    records = '';
  }
}

function release(settled: readonly Settled[]): void {
  for (const one of settled) one.onWritten();
}
