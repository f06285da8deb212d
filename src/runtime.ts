import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { createCallDesk } from './call/desk.ts';
import { findConfigFile } from './config/source/find-config.ts';
import type { ListenSettings, Settings } from './core/settings.ts';
import type { EarlyDoor } from './door/early-door.ts';
import type { CreateEngine } from './door/engine.ts';
import { createFrontDoor, type FrontDoor } from './door/front-door.ts';
import { chooseExitStatus } from './failures/exit-status.ts';
import { toFailureFields } from './failures/explanation.ts';
import { Failure } from './failures/failure.ts';
import { createSecretMask } from './failures/secret-mask.ts';
import type { ChildOutput } from './logging/child-output.ts';
import { LogBook } from './logging/log-book.ts';
import { createOpenChildOutput } from './logging/open-child-output.ts';
import { DescriptorOutput } from './logging/output.ts';
import { createOwnLog, type OwnLog } from './logging/own-log.ts';
import { recognisePlatform } from './platform/choose-platform.ts';
import { describeHolders, findPortHolders } from './process/inspection/port-holder.ts';
import { createSupervisor, type Supervisor } from './process/life/supervisor.ts';
import { createStopSignals, type StopSignals } from './signals.ts';

/** How long the last answers have to leave before connections are cut, and the log to be written. */
const LAST_WORDS_MS = 1_000;

/** How much longer than the start a request is held, so that it hears why the app did not start. */
const VERDICT_MARGIN_MS = 2_000;

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
export async function run(flags: RunFlags, early: EarlyDoor | null): Promise<number> {
  const door = early?.door ?? createFrontDoor();
  try {
    const file = findConfigFile(flags.config, process.env, process.argv[1] ?? '');
    const [{ loadSettings }, { prepareRunDir, removeRunDir }] = await Promise.all([
      import('./config/load.ts'),
      import('./config/settings/run-dir.ts'),
    ]);
    const { port, set } = flags;
    const { settings, warnings, displayName, runDirPlan } = await loadSettings({ file, port, set, env: process.env });
    await prepareRunDir(runDirPlan, displayName);
    try {
      return await runWith({ settings, warnings, door, openPort: early });
    } finally {
      await removeRunDir(runDirPlan);
    }
  } finally {
    door.destroy();
  }
}

/** A port that is open, and since when; process.uptime() in milliseconds. */
type OpenPort = Pick<EarlyDoor, 'port' | 'openedAtMs'>;

async function open(door: FrontDoor, listen: ListenSettings): Promise<OpenPort> {
  try {
    const port = await door.listen(listen);
    return { port, openedAtMs: process.uptime() * 1_000 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const { port, portSource: source } = listen;
    const holder = describeHolders(findPortHolders(port));
    throw new Failure('PORT_IN_USE', { port, source, holder }, { cause: error });
  }
}

interface LoadedParts {
  readonly settings: Settings;
  readonly warnings: readonly string[];
  readonly door: FrontDoor;
  /** null: the door is still closed. */
  readonly openPort: OpenPort | null;
}

async function runWith(parts: LoadedParts): Promise<number> {
  const { settings } = parts;
  const book = new LogBook(new DescriptorOutput(1, 2), settings.logs);
  const signals = createStopSignals();
  const log = await createOwnLog(book, settings.log, isatty(2));
  for (const warning of parts.warnings) log.warn({ event: 'warning' }, warning);
  try {
    return await serve({ ...parts, book, log, signals });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const exitStatus = chooseExitStatus(error.code, recognisePlatform(process.env).exitStatuses);
    // The failure of a process was logged with its last words when it happened; once is enough.
    if (error.details['process'] === undefined) log.error(toFailureFields(error), error.message);
    else
      log.info({ event: 'exit', code: error.code, exitStatus }, `ending with exit status ${exitStatus}: ${error.code}`);
    return exitStatus;
  } finally {
    signals.close();
    book.close(LAST_WORDS_MS);
  }
}

interface ServeParts extends LoadedParts {
  readonly book: LogBook;
  readonly log: OwnLog;
  readonly signals: StopSignals;
}

async function serve(parts: ServeParts): Promise<number> {
  const { settings, door, book, log, signals } = parts;
  if (parts.openPort !== null) logListening(parts, parts.openPort);
  else if (settings.startup.listen === 'at-once') await openDoor(parts);
  const outputs: ChildOutput[] = [];
  const supervisor = createAppSupervisor(parts, outputs);
  const readLogTail = () => outputs.flatMap((output) => output.tail);
  const shared = { status: supervisor.status, book, log, readLogTail, mask: createAppMask(settings) };
  const desk = createCallDesk({ ...shared, settings: holdLonger(settings) });
  const createEngine = await loadEngine(settings.proxy.engine);
  door.attach(createEngine(desk, settings.proxy), desk);

  const end = await Promise.race([signals.first, waitForFailure(parts, supervisor)]);
  const killed = signals.second.then((signal) => {
    supervisor.killNow();
    return 128 + constants.signals[signal];
  });
  return Promise.race([killed, stop(parts, supervisor, end)]);
}

// The first request may come before the start has begun to count: the start's own failure must reach it, not the end of
// its patience.
function holdLonger(settings: Settings): Settings {
  const { startup } = settings;
  return { ...settings, startup: { ...startup, deadlineMs: startup.deadlineMs + VERDICT_MARGIN_MS } };
}

function createAppSupervisor({ settings, book, log }: ServeParts, outputs: ChildOutput[]): Supervisor {
  const openChildOutput = createOpenChildOutput(book, settings.logs, settings.runDir);
  return createSupervisor({
    processes: settings.processes,
    upstream: settings.upstream,
    startupDeadlineMs: settings.startup.deadlineMs,
    listenPort: settings.listen.port,
    temporaryFolder: settings.isRunDirTemporary ? settings.runDir : null,
    log,
    openOutput: async (name) => {
      const output = await openChildOutput(name);
      outputs.push(output);
      return output;
    },
  });
}

/** Starts the app; resolves only when it has failed for good, whether at the start or later. */
async function waitForFailure(parts: ServeParts, supervisor: Supervisor): Promise<Failure> {
  const failed = new Promise<Failure>((resolve) => supervisor.onFatal(resolve));
  try {
    await supervisor.start();
    logReady(parts);
    if (parts.openPort === null && parts.settings.startup.listen === 'when-ready') await openDoor(parts);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return failed;
}

async function openDoor(parts: ServeParts): Promise<void> {
  logListening(parts, await open(parts.door, parts.settings.listen));
}

function logListening({ log, settings }: ServeParts, { port, openedAtMs }: OpenPort): void {
  const { host, portSource } = settings.listen;
  const fields = { event: 'listening', host, port, portSource, engine: settings.proxy.engine };
  log.info({ ...fields, sinceStartMs: Math.round(openedAtMs) }, `listening on ${host}:${port}`);
}

function logReady({ log, settings }: ServeParts): void {
  const { address } = settings.upstream;
  const upstream = address.kind === 'unix' ? address.path : `${address.host}:${address.port}`;
  const sinceStartMs = Math.round(process.uptime() * 1_000);
  log.info({ event: 'ready', upstream, sinceStartMs }, `ready: the app answers at ${upstream}`);
}

/** Knows the secrets in our own environment and those that the config gives to single processes. */
function createAppMask({ processes }: Settings): (text: string) => string {
  const masks = processes.map(({ command }) => createSecretMask(command.env));
  return [createSecretMask(process.env), ...masks].reduce((inner, outer) => (text) => outer(inner(text)));
}

async function loadEngine(name: Settings['proxy']['engine']): Promise<CreateEngine> {
  if (name === 'wire') return (await import('./client/engine.ts')).createWireEngine;
  return (await import('./upstream/node-client/engine.ts')).createHttpProxyEngine;
}

// The app lives until the last call in flight has its answer; a failed app has nothing left to answer with.
async function stop(parts: ServeParts, supervisor: Supervisor, end: NodeJS.Signals | Failure): Promise<number> {
  const { door, log, settings } = parts;
  const isFailure = end instanceof Failure;
  const reason = isFailure ? end.code : end;
  log.info({ event: 'stopping', reason }, `stopping: ${reason}`);
  const left = await door.drain(isFailure ? 0 : settings.stop.drainMs);
  if (left > 0) log.warn({ event: 'drain-over', inFlight: left }, `${left} calls were still in flight after the drain`);
  await supervisor.stop();
  await door.close(LAST_WORDS_MS);
  if (isFailure) throw end;
  log.info({ event: 'stopped' }, 'stopped');
  return 0;
}
