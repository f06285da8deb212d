import { isReachedBy } from '../../core/address.ts';
import { Failure } from '../../failures/failure.ts';
import { pause } from '../bounded-wait.ts';
import type { Spawner } from '../group/spawner.ts';
import { tryConnect } from '../probe/connection.ts';
import {
  describeHolders,
  describePortHolders,
  findHolders,
  findListeners,
  findPortHolders,
  isHeldBy,
  isLocalHost,
} from './port-holder.ts';

/** A TCP port that a process is expected to listen on. */
export interface ClaimedPort {
  readonly host: string;
  readonly port: number;
}

/** How long the kernel may take to close the listener of killed processes; there may be hundreds. */
const RELEASE_PATIENCE_MS = 5_000;

/** Tells the listeners of one process from those of strangers, as far as /proc shows them. */
export class PortOwnership {
  readonly #processName: string;
  readonly #spawner: Spawner;
  /** Daemons of other processes of the app: they were there before the first child of this one. */
  readonly #ignoredPids = new Set<number>();
  #isFirstClaim = true;

  constructor(processName: string, spawner: Spawner) {
    this.#processName = processName;
    this.#spawner = spawner;
  }

  /** null if the listener is one of ours, or cannot be known; else a phrase that names the stranger. */
  describeStranger(host: string, port: number): string | null {
    if (!isLocalHost(host)) return null;
    if (isHeldBy(this.#spawner.childPids, port)) return null;
    const holders = findPortHolders(port);
    if (holders.length === 0 || holders.some((entry) => this.#spawner.classify(entry) !== 'stranger')) return null;
    // It was free before the child was spawned.
    if (this.#spawner.adoptLikely(holders)) return null;
    return `port ${port} is held${describeHolders(holders)}, which is not part of the app`;
  }

  /**
   * The address on which one of ours listens on the port while nobody does where it was looked for; null if there is none. A
   * server that is told the name of its machine (`HOSTNAME`) binds to what that stands for.
   */
  findOwnHost(port: number): string | null {
    const listeners = findListeners(port);
    if (listeners.some(({ localHost }) => isReachedBy(localHost, ['127.0.0.1']))) return null;
    const own = listeners.filter((listener) =>
      findHolders([listener]).some((entry) => this.#spawner.classify(entry) !== 'stranger'),
    );
    const hosts = own
      .map(({ localHost }) => localHost)
      .toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
    // A link-local address says nothing without its interface.
    return hosts.find((host) => !host.startsWith('fe80:')) ?? null;
  }

  /**
   * Resolves with null if the ports are free for a new child, else with PORT_IN_USE. What an earlier child left behind
   * outside its group is killed first if it holds a port.
   */
  async claim(ports: readonly ClaimedPort[], signal: AbortSignal): Promise<Failure | null> {
    for (const claimed of ports.filter(({ host }) => isLocalHost(host))) {
      const failure = await this.#claimOne(claimed, signal);
      if (failure !== null) return failure;
    }
    this.#isFirstClaim = false;
    return null;
  }

  async #claimOne({ host, port }: ClaimedPort, signal: AbortSignal): Promise<Failure | null> {
    const endMs = performance.now() + RELEASE_PATIENCE_MS;
    for (;;) {
      const isAccepted = (await tryConnect({ kind: 'tcp', host, port }, signal)) === null;
      if (!isAccepted) return null;
      const holders = findPortHolders(port);
      const kinds = holders.map((entry) => this.#spawner.classify(entry));
      const strays = holders.filter((_, at) => kinds[at] === 'stray');
      if (this.#isFirstClaim) for (const { pid } of strays) this.#ignoredPids.add(pid);
      if (kinds.includes('member') || holders.some(({ pid }) => this.#ignoredPids.has(pid))) return null;
      // Nobody may be found because the last one has just gone: before our first child only a stranger would hide so.
      const isHidden = holders.length === 0 && !this.#isFirstClaim;
      const isReleasing = strays.length > 0 || kinds.includes('exiting') || isHidden;
      if (!isReleasing || performance.now() >= endMs) return this.#toFailure(port);
      for (const { pid } of strays) kill(pid);
      await pause(10, signal);
    }
  }

  #toFailure(port: number): Failure {
    const holder = describePortHolders(port);
    const process = this.#processName;
    const diagnosis = {
      cause: `Port ${port}, on which process ${process} is to listen, is held${holder}.`,
      cure: `Stop that program, or give process ${process} another \`port\`; \`port: auto\` takes a free one.`,
      certainty: 'certain' as const,
      evidence: [],
    };
    return new Failure('PORT_IN_USE', { process, port, source: `process ${process}`, holder }, { diagnosis });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone by itself.
  }
}
