import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { takeGiven } from '../../given.ts';
import { randomHex } from '../../random.ts';
import { readProcFile } from './process-table.ts';

/** Digits behind those of the run: one number for each process of the config. */
const OWNER_DIGITS = 3;
const OWNERS = 10 ** OWNER_DIGITS;

const GIVEN = new RegExp(`^(\\d{12})0{${OWNER_DIGITS}}$`);

/** The digits of the number that the bootstrap file has set: bash starts no program for that. */
let given = GIVEN.exec(takeGiven('BERTH_LOCKS')?.[0] ?? '')?.[1] ?? null;

/** Only for a machine that stalls: it is a matter of milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * A number in the soft limit on file locks, which Linux passes on to every descendant and has not looked at since 2.4
 * (setrlimit(2), RLIMIT_LOCKS): what closes all its descriptors, empties its environment, makes itself a session and becomes
 * another user still has it, as `start-stop-daemon --background` and python-daemon do. The last digits say whose it is.
 */
export class LimitMark {
  /** The digits of this run, so many that nobody has them by chance. */
  readonly digits: string;
  readonly #line: RegExp;
  readonly #owners: string[] = [];
  #current: string | null = null;
  #done: Promise<void> = Promise.resolve();

  constructor() {
    const given = takeDigits();
    this.digits = given ?? String(10 ** 11 + (Number.parseInt(randomHex(6), 16) % (9 * 10 ** 11)));
    this.#line = new RegExp(`^Max file locks +${this.digits}(\\d{${OWNER_DIGITS}}) `, 'm');
    if (given !== null) this.#current = toNumber(given, 0);
  }

  /** How /proc/PID/limits shows it, as an extended regular expression. */
  get pattern(): string {
    return `^Max file locks +${this.digits}[0-9]{${OWNER_DIGITS}} `;
  }

  /**
   * Sets it on this very process, for what is spawned from then on. Without util-linux's `prlimit` nothing has it. The number
   * stays when the run ends: it means nothing to anybody else. `setLimit`: whoever can do it; null if there is nobody.
   */
  set(owner: string, setLimit: (number: string) => Promise<boolean | null>): Promise<void> {
    if (!this.#owners.includes(owner)) this.#owners.push(owner);
    const number = toNumber(this.digits, this.#owners.indexOf(owner) % OWNERS);
    if (number !== this.#current)
      this.#done = setLimit(number).then((isSet) => (isSet === null ? setAlone(number) : undefined));
    this.#current = number;
    return this.#done;
  }

  isOn(pid: number): boolean {
    return this.findOwner(pid) !== null;
  }

  /** For whom it, or its forebear, was spawned; null if it has no such number, or is this very process. */
  findOwner(pid: number): string | null {
    if (this.#current === null || pid === process.pid) return null;
    const owner = this.#line.exec(readProcFile(pid, 'limits') ?? '')?.[1];
    return this.#owners[Number(owner)] ?? null;
  }
}

function toNumber(digits: string, owner: number): string {
  return digits + String(owner).padStart(OWNER_DIGITS, '0');
}

/** The digits that this very process has already, for the first owner of one run; null: none. */
function takeDigits(): string | null {
  const digits = given;
  given = null;
  if (digits === null) return null;
  // What stands between the bootstrap file and berth may have put it back.
  const isSet = readProcFile(process.pid, 'limits')?.includes(` ${toNumber(digits, 0)} `) ?? false;
  return isSet ? digits : null;
}

async function setAlone(number: string): Promise<void> {
  // ":" leaves the hard limit alone.
  const args = ['--pid', String(process.pid), `--locks=${number}:`];
  await promisify(execFile)('prlimit', args, { timeout: PATIENCE_MS }).catch(() => {});
}
