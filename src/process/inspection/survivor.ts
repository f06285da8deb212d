import type { Survivor } from '../../failures/diagnosis/unstopped.ts';
import { listProcesses, type ProcessEntry, readProcFile } from '../group/process-table.ts';
import { readSignalState } from './signal-state.ts';

/** The living members of a group, the leader first, and what each does about the signal; none where there is no /proc. */
export function listSurvivors(groupId: number, signal: NodeJS.Signals): Survivor[] {
  const members = listProcesses().filter((entry) => entry.groupId === groupId && !entry.isZombie);
  const survivors = members.map((entry) => toSurvivor(entry, groupId, signal));
  return survivors.toSorted((a, b) => Number(b.isLeader) - Number(a.isLeader));
}

function toSurvivor({ pid, command }: ProcessEntry, groupId: number, signal: NodeJS.Signals): Survivor {
  const state = /^State:\s*(\w)/m.exec(readProcFile(pid, 'status') ?? '')?.[1];
  return {
    pid,
    command,
    title: (readProcFile(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim(),
    isLeader: pid === groupId,
    response: readSignalState(pid, signal),
    isInKernel: state === 'D',
  };
}
