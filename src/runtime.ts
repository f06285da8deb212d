import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { Generation } from './app/generation.ts';
import { findConfigFile } from './config/source/find-config.ts';
import { refuseNesting } from './config/source/nested-config.ts';
import type { ListenSettings, Settings } from './core/settings.ts';
import type { EarlyDoor } from './door/early-door.ts';
import { FrontDoor } from './door/front-door.ts';
import { chooseExitStatus } from './failures/exit-status.ts';
import { toFailureFields } from './failures/explanation.ts';
import { Failure } from './failures/failure.ts';
import { createAppMask } from './failures/secret-mask.ts';
import { LogBook } from './logging/log-book.ts';
import { DescriptorOutput } from './logging/output.ts';
import { createOwnLog, type OwnLog } from './logging/own-log.ts';
import { recognisePlatform } from './platform/choose-platform.ts';
import { toListenFailure } from './process/verdict/listen-failure.ts';
import { hasTerminal, Signals } from './signals.ts';

/** How long the log has to be written at the end. */
const LAST_WORDS_MS = 1_000;

/** The command line's part of the settings; null and empty where it says nothing. */
export interface RunFlags {
  readonly config: string | null;
  readonly port: string | null;
  readonly set: readonly string[];
}

/**
 * Runs the app behind the front door: start → ready → serve → drain → stop. Resolves with berth's exit status when
 * nothing it started is left: 0 after a stop that was asked for, else the catalogue's status of the failure. Rejects
 * with the failure if the config is not usable; nothing was started then. `early`: the front door, if it is open already.
 */
export async function run(
  flags: RunFlags,
  early: EarlyDoor | null,
  onReady: OnReady = () => undefined,
): Promise<number> {
  const door = early?.door ?? new FrontDoor();
  try {
    const file = findConfigFile(flags.config, process.env, process.argv[1] ?? '');
    refuseNesting(file, process.env, flags.set);
    const [{ loadSettings }, { prepareRunDir, removeRunDir }] = await Promise.all([
      import('./config/load.ts'),
      import('./config/settings/run-dir.ts'),
    ]);
    const { port, set } = flags;
    const { settings, warnings, displayName, runDirPlan } = await loadSettings({
      ...{ file, port, set, env: process.env },
      mayBeKept: true,
    });
    prepareRunDir(runDirPlan, displayName);
    try {
      return await runWith({ settings, warnings, door, openPort: early, onReady });
    } finally {
      removeRunDir(runDirPlan);
    }
  } finally {
    door.destroy();
  }
}

/** Called once, when the app is ready and the port is open. */
type OnReady = (listen: { readonly host: string; readonly port: number }) => void;

/** A port that is open, and since when; performance.now(). */
type OpenPort = Pick<EarlyDoor, 'port' | 'openedAtMs'>;

interface LoadedParts {
  readonly settings: Settings;
  readonly warnings: readonly string[];
  readonly door: FrontDoor;
  /** null: the door is still closed. */
  readonly openPort: OpenPort | null;
  readonly onReady: OnReady;
}

async function runWith(parts: LoadedParts): Promise<number> {
  const { settings } = parts;
  const book = new LogBook(new DescriptorOutput(1, 2), settings.logs, { flushMs: settings.log.flushMs });
  const signals = new Signals({
    env: process.env,
    hasTerminal: hasTerminal(),
    passedOn: settings.signals.map(({ signal }) => signal),
  });
  const log = await createOwnLog(book, settings.log, isatty(2), createAppMask(settings, process.env));
  for (const warning of parts.warnings) log.warn({ event: 'warning' }, warning);
  try {
    return await serve({ ...parts, book, log, signals });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const exitStatus = chooseExitStatus(error.code, recognisePlatform(process.env));
    // The failure of a process was logged with its last words when it happened; once is enough.
    if (error.details['process'] === undefined) log.error(toFailureFields(error), error.message);
    else
      log.info({ event: 'exit', code: error.code, exitStatus }, `ending with exit status ${exitStatus}: ${error.code}`);
    return exitStatus;
  } finally {
    // The signals stay taken: one more stop must not end berth before its folder is cleared away.
    book.close(LAST_WORDS_MS);
  }
}

interface ServeParts extends LoadedParts {
  readonly book: LogBook;
  readonly log: OwnLog;
  readonly signals: Signals;
}

async function serve(parts: ServeParts): Promise<number> {
  const { settings, door, signals } = parts;
  let { openPort } = parts;
  if (openPort !== null) logListening(parts, openPort);
  else if (settings.startup.listen === 'at-once') openPort = await openDoor(parts);
  const generation = await Generation.create(parts);
  door.attach(generation.connections);
  signals.onOther = createTeller(generation, parts.log);
  try {
    const end = await Promise.race([signals.first, waitForFailure({ ...parts, openPort }, generation)]);
    const killed = signals.second.then((signal) => {
      const { inFlight } = generation;
      const message = `${signal} came after the stop had begun: ${inFlight} call(s) in flight are cut, and the app is killed`;
      parts.log.warn({ event: 'cut', signal, inFlight }, message);
      generation.killNow();
      return 128 + constants.signals[signal];
    });
    return await Promise.race([killed, stop(parts, generation, end)]);
  } finally {
    generation.destroy();
  }
}

/** Passes signals on that are no request to stop; of one that leads to nothing it tells once. */
function createTeller(generation: Generation, log: OwnLog): (signal: NodeJS.Signals) => void {
  // A terminal sends this one whenever its window changes.
  const told = new Set<NodeJS.Signals>(['SIGWINCH']);
  return (signal) => {
    if (generation.passSignal(signal) || told.has(signal)) return;
    told.add(signal);
    log.info({ event: 'signal', signal }, `${signal} asks berth for nothing; \`signals\` passes it on to the app`);
  };
}

/** Starts the app; resolves only when it has failed for good, whether at the start or later. */
async function waitForFailure(parts: ServeParts, generation: Generation): Promise<Failure> {
  try {
    await generation.start(parts.openPort?.openedAtMs ?? null);
    const { port } = parts.openPort ?? (await openDoor(parts));
    parts.onReady({ host: parts.settings.listen.host, port });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return generation.fatal;
}

// The app lives until the last call in flight has its answer; a failed app has nothing left to answer with.
async function stop(parts: ServeParts, generation: Generation, end: NodeJS.Signals | Failure): Promise<number> {
  const { door, log, settings } = parts;
  const isFailure = end instanceof Failure;
  const reason = isFailure ? end.code : end;
  log.info({ event: 'stopping', reason }, `stopping: ${reason}`);
  const left = await generation.drain(isFailure ? 0 : settings.stop.drainMs, door.shut());
  if (left > 0) log.warn({ event: 'drain-over', inFlight: left }, `${left} calls were still in flight after the drain`);
  await generation.stop();
  if (isFailure) throw end;
  log.info({ event: 'stopped' }, 'stopped');
  return 0;
}

async function openDoor(parts: ServeParts): Promise<OpenPort> {
  const openPort = await open(parts.door, parts.settings.listen);
  logListening(parts, openPort);
  return openPort;
}

async function open(door: FrontDoor, listen: ListenSettings): Promise<OpenPort> {
  try {
    const port = await door.listen(listen);
    return { port, openedAtMs: performance.now() };
  } catch (error) {
    throw toListenFailure(listen, error);
  }
}

function logListening({ log, settings }: ServeParts, { port, openedAtMs }: OpenPort): void {
  const { host, portSource } = settings.listen;
  const fields = { event: 'listening', host, port, portSource, transport: settings.upstream.transport };
  log.info({ ...fields, sinceStartMs: Math.round(openedAtMs) }, `listening on ${host}:${port}`);
}
