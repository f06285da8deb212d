import { setTimeout as delay } from 'node:timers/promises';
import type { Berth } from '../../helpers/berth.ts';
import type { Relative } from '../../helpers/descendants.ts';
import type { Random } from '../../helpers/random.ts';
import type { SoakedApp } from './soaked-app.ts';

const DISTURBANCES = ['SIGKILL', 'SIGTERM', 'SIGSEGV', 'stop', 'flood'] as const;

/** What is done to an app. */
export type Disturbance = (typeof DISTURBANCES)[number];

/** What disturbances need, and whom they tell. */
export interface Disturbed {
  readonly app: SoakedApp;
  readonly berth: Berth;
  readonly random: Random;
  readonly flood: () => Promise<void>;
  readonly onDisturbance: (disturbance: Disturbance) => void;
}

/** Disturbs an app every second or so until it is over; a process that was stopped runs again then. */
export async function disturb(disturbed: Disturbed, isOver: () => boolean): Promise<void> {
  const { random, onDisturbance, flood } = disturbed;
  while (!isOver()) {
    await delay(random.between(300, 1_500));
    const disturbance = random.pick(DISTURBANCES);
    if (disturbance === 'flood') {
      onDisturbance(disturbance);
      await flood();
      continue;
    }
    const victim = pickVictim(disturbed);
    if (victim === null) continue;
    onDisturbance(disturbance);
    if (disturbance === 'stop') await stopForAMoment(victim, random.between(100, 2_000));
    else send(victim, disturbance);
  }
}

function pickVictim({ app, berth, random }: Disturbed): Relative | null {
  const processes = berth.listDescendants().filter(({ commandLine }) => app.process.test(commandLine));
  return processes.length === 0 ? null : random.pick(processes);
}

async function stopForAMoment(victim: Relative, ms: number): Promise<void> {
  send(victim, 'SIGSTOP');
  await delay(ms);
  send(victim, 'SIGCONT');
}

function send({ pid }: Relative, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It was gone already.
  }
}
