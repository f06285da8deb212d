import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describeFileError, toErrorCode } from '../core/system-error.ts';
import { removeGroups } from './control-group.ts';
import { createPlan } from './create-plan.ts';
import { findOwnSystem, openOwnSystem, runInOwnSystem } from './own-system.ts';
import type { Place } from './place.ts';
import { createPlainPlace, type PlainPlace } from './plain-place.ts';
import type { RehearsalPlan, RehearsalWishes } from './plan.ts';
import { listInstance } from './process-list.ts';
import type { FindCause } from './rehearsal.ts';
import { rehearse } from './rehearse.ts';
import { isTaken, renderJson, renderReport } from './report.ts';

/** A rehearsal, and how it is told of. */
export interface RehearsalRequest {
  readonly wishes: RehearsalWishes;
  readonly asJson: boolean;
  /** Show all that the app writes. */
  readonly showsOutput: boolean;
  readonly findCause: FindCause;
  /** Hides secrets in what the app has said. */
  readonly mask: (text: string) => string;
  /** What runs this command once more. */
  readonly ownCommand: readonly string[];
}

const EXIT_NOT_TAKEN = 1;
/** Ten seconds in all. */
const MOST_FAREWELLS = 500;
const FAREWELL_MS = 20;
/** Of the environment, what is no setting of an app. */
const OF_SHELLS = /^(?:PATH|HOME|PWD|OLDPWD|SHLVL|SHELL|USER|LOGNAME|TERM|LANG|LC_.*|_|BERTH_.*)$/;

/**
 * Rehearses a folder in a system of its own, or in this one where there can be no other, and prints the report. Resolves with
 * 0 if the platform would take it, else with 1.
 */
export async function runRehearsal(request: RehearsalRequest): Promise<number> {
  const plan = createPlan(request.wishes);
  const scratch = findOwnSystem(process.env);
  if (scratch !== null) {
    endWithStdin(scratch);
    return perform(request, plan, openOwnSystem(scratch, plan, await findFreePort(plan.app.port)), scratch);
  }
  const status = await runInOwnSystem(plan, request.ownCommand);
  if (status !== null) return status;
  return performHere(request, plan);
}

/** In this very system; a folder that cannot be copied is told of. */
async function performHere(request: RehearsalRequest, plan: RehearsalPlan): Promise<number> {
  const port = await findFreePort(plan.app.port);
  let place: PlainPlace;
  try {
    place = createPlainPlace(plan, port);
  } catch (error) {
    const { path = plan.folder } = error as NodeJS.ErrnoException;
    const reason = describeFileError(toErrorCode(error), 'read');
    process.stderr.write(`berth: the folder cannot be copied for a rehearsal: ${path} ${reason}\n`);
    return EXIT_NOT_TAKEN;
  }
  try {
    return await perform(request, plan, place, place.scratch);
  } finally {
    removeGroups(place.scratch);
    place.dispose();
  }
}

async function perform(
  { asJson, showsOutput, findCause, mask }: RehearsalRequest,
  plan: RehearsalPlan,
  place: Place,
  scratch: string,
): Promise<number> {
  const progress = new Progress(process.stderr.isTTY === true);
  const withheld = new Set(Object.keys(process.env).filter((name) => !OF_SHELLS.test(name)));
  const placed = { ...plan, app: { ...plan.app, port: place.port } };
  const rehearsed = await rehearse({
    plan: placed,
    place,
    scratch,
    withheld,
    findCause,
    mask,
    onStep: (step) => progress.show(`rehearsing: ${step}`),
  });
  progress.show('');
  if (showsOutput) process.stderr.write(rehearsed.output.map((line) => `${line}\n`).join(''));
  process.stdout.write(
    asJson ? renderJson(plan, place, rehearsed) : renderReport(plan, place, rehearsed, process.stdout.isTTY === true),
  );
  return isTaken(rehearsed) ? 0 : EXIT_NOT_TAKEN;
}

/** One line of a terminal that says what is going on. */
class Progress {
  readonly #isShown: boolean;

  constructor(isShown: boolean) {
    this.#isShown = isShown;
  }

  show(text: string): void {
    if (this.#isShown) process.stderr.write(`\r\u001b[K${text}`);
  }
}

/** In a system of its own berth is process 1: it ends with whoever has started it, and all others before it. */
function endWithStdin(scratch: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.stdin.on('close', () => void endAll(scratch)).on('error', () => undefined);
  process.stdin.resume();
  // A pipe, which must not keep berth from its end.
  (process.stdin as unknown as Socket).unref();
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone by itself.
  }
}

async function endAll(scratch: string): Promise<void> {
  const list = () => listInstance((pid) => pid !== process.pid);
  // Whoever started us may be gone, so nobody else removes the groups; what ends takes its time on a busy machine.
  for (let left = MOST_FAREWELLS; left > 0; left--) {
    for (const { pid } of list()) kill(pid);
    if (removeGroups(scratch)) break;
    await delay(FAREWELL_MS);
  }
  process.exit(EXIT_NOT_TAKEN);
}

/** The port that the function would have, or any free one where it is taken. */
async function findFreePort(port: number): Promise<number> {
  return (await bind(port)) ?? (await bind(0)) ?? port;
}

function bind(port: number): Promise<number | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '0.0.0.0', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null));
    });
  });
}
