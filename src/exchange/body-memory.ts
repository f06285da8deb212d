import { totalmem } from 'node:os';

const MOST_BYTES = 67_108_864;

/** What request bodies may take of the memory of this machine or container while they are gathered, and while they wait. */
export const BODY_MEMORY_BYTES: number = toBodyMemory(totalmem(), process.constrainedMemory());

/** A sixteenth of the memory there is, for the app needs it more, and 64 MiB at most. `limitBytes`: 0 for none. */
export function toBodyMemory(machineBytes: number, limitBytes: number): number {
  return Math.min(MOST_BYTES, Math.min(machineBytes, limitBytes || machineBytes) / 16);
}
