import type { LogRelaySettings } from '../core/settings.ts';
import type { AppMarkers } from './app-markers.ts';
import { DropCount } from './drop-count.ts';
import { type StreamName, WaitingRecords } from './line-run.ts';
import { type Output, STALL_PATIENCE_MS } from './output.ts';
import { release, releaseWhenTaken, type Settled, SettlingCalls } from './settling-calls.ts';

interface LogBookLimits {
  /** How long a call waits for a reader that is behind. */
  readonly patienceMs?: number;
  /** How long a start marker, or a record that may, waits for others to leave with it. */
  readonly flushMs?: number;
}

/**
 * The one place where everything that berth prints comes together: child lines, markers and berth's own records, in
 * an order that a reader of both streams can trust. What a reader that is too slow makes it drop is counted, and told
 * in one record when that reader has caught up. Nobody else may write to the output.
 */
export class LogBook {
  /** Knows the markers that the app writes itself; null where nobody looks for them. */
  appMarkers: AppMarkers | null = null;
  readonly #output: Output;
  readonly #bufferBytes: number;
  readonly #isInherited: boolean;
  readonly #patienceMs: number;
  readonly #flushMs: number;
  readonly #partialLines = new Set<() => void>();
  readonly #roomListeners = new Set<() => void>();
  readonly #dropped = new DropCount();
  readonly #onTurn = (): void => this.#runTurn();
  readonly #onFlush = (): void => {
    this.#isFlushScheduled = false;
    this.#records.isDue = true;
    this.#scheduleTurn();
  };
  /** The moment of the turn that runs, by performance.now() and by Date.now(): clocks are read once for all its calls. */
  turnAtMs = 0;
  turnWallMs = 0;
  readonly #records = new WaitingRecords();
  readonly #calls = new SettlingCalls(() => this.#scheduleSettling());
  #isTurnScheduled = false;
  /** The next turn writes, even if no call ends in it. */
  #isWriteDue = false;
  #isFlushScheduled = false;
  #flushTimer: NodeJS.Timeout | undefined;
  #isBehind = false;

  constructor(output: Output, { mode, bufferBytes }: LogRelaySettings, limits: LogBookLimits = {}) {
    const { patienceMs = STALL_PATIENCE_MS, flushMs = 0 } = limits;
    this.#output = output;
    this.#bufferBytes = bufferBytes;
    this.#isInherited = mode === 'inherit';
    this.#patienceMs = patienceMs;
    this.#flushMs = flushMs;
    // From now on lines are dropped; what fills the children's pipes must be read for that.
    output.onStalled(() => this.#tellOfRoom());
    output.onLoss((record, stream, isEarly) => {
      if (isEarly && stream === 'stderr') output.append('stdout', `${record}\n`);
      else this.record(record);
      this.#scheduleTurn();
    });
  }

  /** True while the children's pipes should not be read: their lines could only be dropped. */
  get isFull(): boolean {
    return this.#output.backlogBytes >= this.#bufferBytes && !this.#output.isStalled;
  }

  /** Whole lines of a child. They are dropped if the reader takes nothing, or if all that berth may keep is used up. */
  childLines(stream: StreamName, lines: Buffer, processName: string): void {
    const output = this.#output;
    if (output.backlogBytes >= this.#bufferBytes && (output.isStalled || !this.#hasRoom())) {
      this.#dropped.addLines(processName, lines);
      return;
    }
    output.append(stream, lines);
    if (output.backlogBytes >= this.#bufferBytes) this.#write();
    this.#scheduleTurn();
  }

  /**
   * The start marker of a call, without its line end; ends partial child lines first. False if it had to be dropped: the
   * call's end marker must not be written then.
   */
  startMarker(line: string): boolean {
    if (!this.#hasRoom()) {
      this.#dropped.addMarkers();
      return false;
    }
    this.appMarkers?.noteStart(line);
    this.#appendMarker(line);
    // It leaves with the end of its call, or with whatever else is written first.
    if (this.#flushMs === 0) this.#scheduleTurn();
    else this.#scheduleFlush();
    return true;
  }

  /** The end marker of a call whose start marker was written: never dropped, there are no more of them than calls. */
  endMarker(line: string): void {
    this.#appendMarker(this.appMarkers?.toEnd(line) ?? line);
    this.#scheduleTurn();
  }

  /**
   * A line of berth's own log, without its line end; it stands behind the markers of the same turn. `mayWait`: for others to
   * leave with it.
   */
  record(line: string, mayWait = false): void {
    if (!this.#hasRoom()) {
      this.#dropped.addRecord();
      return;
    }
    this.#records.add(line, mayWait && this.#flushMs > 0);
    if (this.#records.isDue) this.#scheduleTurn();
    else this.#scheduleFlush();
  }

  /**
   * Calls back, all callers of one turn together, when everything the children wrote before now has been read, and it
   * and everything above has been written; with `delayMs`, what they write until then too. A reader that is behind is
   * waited for a second at most.
   */
  settle(onSettled: Settled, delayMs = 0): void {
    this.#calls.add(onSettled, delayMs);
  }

  /** A child's relay that holds a partial line tells how to end it; returns the way to take that back. */
  addPartialLine(end: () => void): () => void {
    this.#partialLines.add(end);
    return () => this.#partialLines.delete(end);
  }

  /** Calls back when `isFull` may have changed from true to false. */
  onRoom(listener: () => void): () => void {
    this.#roomListeners.add(listener);
    return () => this.#roomListeners.delete(listener);
  }

  /** Writes what is left while the reader takes some of it in each `patienceMs`; calls that were given time to settle have no more of it. */
  close(patienceMs: number): void {
    this.#readClocks();
    for (const one of this.#calls.takeDelayed()) one.onLinesRead();
    this.#reportDropped();
    this.#output.endLosses();
    clearTimeout(this.#flushTimer);
    this.#appendRecords();
    this.#output.close(patienceMs);
  }

  #appendMarker(line: string): void {
    if (this.#partialLines.size > 0) for (const end of this.#partialLines) end();
    if (this.#isInherited) {
      // Children that hold our own descriptors write past this book: nobody here knows if their last line is ended,
      // and what stands before their next one must be out.
      this.#output.append('stdout', `\n${line}\n`);
      this.#write();
    } else this.#output.append('stdout', `${line}\n`);
  }

  #scheduleFlush(): void {
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    this.#flushTimer = setTimeout(this.#onFlush, this.#flushMs);
  }

  #scheduleTurn(): void {
    this.#isWriteDue = true;
    this.#scheduleSettling();
  }

  #scheduleSettling(): void {
    if (this.#isTurnScheduled) return;
    this.#isTurnScheduled = true;
    setImmediate(this.#onTurn);
  }

  #runTurn(): void {
    const settled = this.#calls.takeSettled();
    const isWriting = this.#isWriteDue || settled.length > 0;
    // What calls write leaves with this turn, and needs none of its own.
    if (settled.length > 0) this.#readClocks();
    for (const one of settled) one.onLinesRead();
    if (this.#records.isDue) this.#appendRecords();
    this.#isTurnScheduled = false;
    this.#isWriteDue = false;
    if (this.#calls.areWaiting) this.#scheduleSettling();
    if (!isWriting) return;
    if (this.#write() || this.#output.isStalled) release(settled);
    else releaseWhenTaken(settled, this.#output, this.#patienceMs);
  }

  /** True if nothing is left to write. */
  #write(): boolean {
    if (this.#output.flush()) return true;
    this.#noteBehind();
    return false;
  }

  #readClocks(): void {
    this.turnAtMs = performance.now();
    this.turnWallMs = Date.now();
  }

  // A write for each turn of a stream's lines: records go out behind the markers of their turn and not between them,
  // or every call would cost two writes of its own.
  #appendRecords(): void {
    const records = this.#records.take();
    if (records !== '') this.#output.append('stderr', records);
  }

  #noteBehind(): void {
    if (this.#isBehind) return;
    this.#isBehind = true;
    this.#output.onceEmpty(() => {
      this.#isBehind = false;
      this.#reportDropped();
      this.#tellOfRoom();
    });
  }

  #tellOfRoom(): void {
    for (const listener of this.#roomListeners) listener();
  }

  #reportDropped(): void {
    const record = this.#dropped.take(Date.now());
    if (record === null) return;
    this.#records.add(record, false);
    this.#scheduleTurn();
  }

  #hasRoom(): boolean {
    if (!this.#isOverfull()) return true;
    if (this.#isBehind) return false;
    // A single turn can bring so much: whether the reader is behind at all, only a write can tell.
    this.#appendRecords();
    this.#write();
    return !this.#isOverfull();
  }

  // Markers and records may use as much again as the children's lines, so that a chatty app cannot push them out.
  #isOverfull(): boolean {
    return this.#output.backlogBytes + this.#records.length >= 2 * this.#bufferBytes;
  }
}
