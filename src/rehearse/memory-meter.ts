import type { ControlGroup } from './control-group.ts';
import type { PlaceProcess } from './place.ts';
import { measureMemory } from './process-list.ts';

const PERIOD_MS = 150;

/** The processes that are measured, and their end. */
interface Measured {
  list(): PlaceProcess[];
  kill(): void;
}

/** Watches the memory of an instance; where the kernel keeps no limit for us, it does what the kernel would. */
export class MemoryMeter {
  peakBytes = 0;
  readonly limitBytes: number;
  readonly #group: ControlGroup;
  readonly #measured: Measured;
  readonly #timer: NodeJS.Timeout;
  #kills = 0;

  constructor(limitBytes: number, group: ControlGroup, measured: Measured) {
    this.limitBytes = limitBytes;
    this.#group = group;
    this.#measured = measured;
    this.#timer = setInterval(() => this.#look(), PERIOD_MS).unref();
  }

  /** How often something was killed for want of memory. */
  get kills(): number {
    return this.#kills + this.#group.countKills();
  }

  get isLimitedByKernel(): boolean {
    return this.#group.canLimit;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    // The group counts no program files, which a fresh instance would have to read for itself.
    const bytes = Math.max(this.#group.measureMemory() ?? 0, measureMemory(this.#measured.list()));
    this.peakBytes = Math.max(this.peakBytes, bytes);
    if (this.#group.canLimit || bytes <= this.limitBytes) return;
    this.#kills++;
    this.#measured.kill();
  }
}
