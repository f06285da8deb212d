import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../core/settings.ts';

/** Apache and uWSGI see the end of a worker within a second, and write of it then. */
const SLOW_SERVER = /(?:^|[\s/])(?:apache2(?:ctl)?|httpd|uwsgi)(?:[\s-]|$)/;
const LOOK_MS = 50;
const MOST_LOOKS = 26;

/** So many calls at a time wait for words; of more that break together the others would learn the same. */
const MOST_WAITERS = 8;

/** Holds calls that broke until a server that looks after its workers slowly has said what became of them. */
export class LateWords {
  readonly #isSlow: boolean;
  #waiters = 0;

  constructor(processes: Settings['processes']) {
    this.#isSlow = processes.some(({ command }) => SLOW_SERVER.test([command.file, ...command.args].join(' ')));
  }

  /** Resolves when all is said that `isSaid` looks for, or 1.3 seconds later; at once where no server is slow. */
  async wait(isSaid: () => boolean): Promise<void> {
    if (!this.#isSlow || this.#waiters === MOST_WAITERS) return;
    this.#waiters += 1;
    for (let left = MOST_LOOKS; left > 0 && !isSaid(); left--) await delay(LOOK_MS);
    this.#waiters -= 1;
  }
}
