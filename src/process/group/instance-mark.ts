import { closeSync, constants, fstatSync, openSync, type Stats, statSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomHex } from '../../random.ts';
import { LimitMark } from './limit-mark.ts';
import { listPids, readProcess, readProcFile } from './process-table.ts';

/** The environment variable that holds an instance's cookie. berth's own environment never has it. */
export const COOKIE_VARIABLE = 'BERTH_INSTANCE';

/** Where everything that is started has the file: the first descriptor behind the usual three. */
const MARK_FD = 3;

/**
 * What everything that an instance of berth has started is known by, wherever it went: a cookie in its environment, at
 * descriptor 3 an empty file that has lost its name, and a number among its limits. A daemon that closes all its descriptors
 * still has the first; nginx and php-fpm, which write their titles over their environment, still have the second; what
 * loses both still has the third. All are made anew in each run.
 */
export class InstanceMark {
  readonly cookie = randomHex(16);
  readonly limit = new LimitMark();
  #fd: number | null = null;
  #file: Stats | null = null;

  /** The descriptor of the file, to be inherited; null where none can be made, and the cookie alone must do. */
  open(): number | null {
    if (this.#fd !== null) return this.#fd;
    const path = join(tmpdir(), `berth-mark-${this.cookie}`);
    try {
      this.#fd = openSync(path, constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
      unlinkSync(path);
      this.#file = fstatSync(this.#fd);
    } catch {
      // A system without a folder to write to.
    }
    return this.#fd;
  }

  /** Whoever still has the file is no longer known by it: its number may be given to another. */
  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    this.#file = null;
  }

  /** True if the process was started, at whatever remove, by this instance. */
  isOn(pid: number): boolean {
    if (this.#isFileOf(pid) || this.limit.isOn(pid)) return true;
    const environment = readProcFile(pid, 'environ');
    return environment?.split('\0').includes(`${COOKIE_VARIABLE}=${this.cookie}`) ?? false;
  }

  /** All live processes with the mark; a zombie still has its limits, but runs nothing. */
  findBearers(): number[] {
    return listPids().filter((pid) => pid !== process.pid && this.isOn(pid) && readProcess(pid)?.isZombie === false);
  }

  #isFileOf(pid: number): boolean {
    if (this.#file === null) return false;
    try {
      const held = statSync(`/proc/${pid}/fd/${MARK_FD}`, { throwIfNoEntry: false });
      return held?.dev === this.#file.dev && held.ino === this.#file.ino;
    } catch {
      return false;
    }
  }
}
