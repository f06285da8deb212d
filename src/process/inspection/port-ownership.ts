import { Failure } from '../../failures/failure.ts';
import type { Spawner } from '../group/spawner.ts';
import { pause } from '../pause.ts';
import { tryConnect } from '../probe/connection.ts';
import { describeHolders, findPortHolders, isLocalHost } from './port-holder.ts';

/** A TCP port that a process is expected to listen on. */
export interface ClaimedPort {
  readonly host: string;
  readonly port: number;
}

/** Tells our own listeners from those of strangers, as far as /proc shows them. */
export interface PortOwnership {
  /** null if the listener is one of ours, or cannot be known; else a phrase that names the stranger. */
  describeStranger(host: string, port: number): string | null;
  /**
   * Resolves with null if the ports are free for a new child, else with PORT_IN_USE. What an earlier child left behind
   * outside its group is killed first if it holds a port.
   */
  claim(ports: readonly ClaimedPort[], signal: AbortSignal): Promise<Failure | null>;
}

/** How long the kernel may take to close the listener of killed processes; there may be hundreds. */
const RELEASE_PATIENCE_MS = 5_000;

/** Creates the ownership rules of one process. */
export function createPortOwnership(processName: string, spawner: Spawner): PortOwnership {
  /** Daemons of other processes of the app: they were there before the first child of this one. */
  const ignoredPids = new Set<number>();
  let isFirstClaim = true;

  async function claimPort({ host, port }: ClaimedPort, signal: AbortSignal): Promise<Failure | null> {
    const endMs = performance.now() + RELEASE_PATIENCE_MS;
    for (;;) {
      const isAccepted = (await tryConnect({ kind: 'tcp', host, port }, signal)) === null;
      if (!isAccepted) return null;
      const holders = findPortHolders(port);
      const kinds = holders.map((entry) => spawner.classify(entry));
      const strays = holders.filter((_, at) => kinds[at] === 'stray');
      for (const { pid } of isFirstClaim ? strays : []) ignoredPids.add(pid);
      if (kinds.includes('member') || holders.some(({ pid }) => ignoredPids.has(pid))) return null;
      // Nobody may be found because the last one has just gone: before our first child only a stranger would hide so.
      const isHidden = holders.length === 0 && !isFirstClaim;
      const isReleasing = strays.length > 0 || kinds.includes('exiting') || isHidden;
      if (!isReleasing || performance.now() >= endMs) {
        return toPortFailure(port, describeHolders(holders));
      }
      for (const { pid } of strays) kill(pid);
      await pause(10, signal);
    }
  }

  function toPortFailure(port: number, holder: string): Failure {
    const diagnosis = {
      cause: `Port ${port}, on which process ${processName} is to listen, is held${holder}.`,
      cure: `Stop that program, or give process ${processName} another \`port\`; \`port: auto\` takes a free one.`,
      certainty: 'certain' as const,
      evidence: [],
    };
    const details = { process: processName, port, source: `process ${processName}`, holder };
    return new Failure('PORT_IN_USE', details, { diagnosis });
  }

  return {
    describeStranger(host, port) {
      if (!isLocalHost(host)) return null;
      const holders = findPortHolders(port);
      if (holders.length === 0 || holders.some((entry) => spawner.classify(entry) !== 'stranger')) return null;
      return `port ${port} is held${describeHolders(holders)}, which is not part of the app`;
    },
    async claim(ports, signal) {
      for (const claimed of ports.filter(({ host }) => isLocalHost(host))) {
        const failure = await claimPort(claimed, signal);
        if (failure !== null) return failure;
      }
      isFirstClaim = false;
      return null;
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone by itself.
  }
}
