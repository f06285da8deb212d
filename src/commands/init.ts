import { makeFolder } from '../config/settings/make-folder.ts';
import { describeFileError, toErrorCode } from '../core/system-error.ts';
import { Misuse } from './flag.ts';

const EXIT_FAILED = 1;

/** What `init` reads of the command line. */
export interface InitFlags {
  /** The folder of the app; the current one if there is none. */
  readonly operands: readonly string[];
  readonly dryRun: boolean;
  readonly run: boolean;
  readonly pick: string | null;
  readonly port: string | null;
  readonly set: readonly string[];
}

/**
 * Writes a berth.yaml for the app in a folder, and puts berth beside it. Leaves alone what is there already, and says so.
 * Resolves with 0, or with 1 if the folder cannot be written or nothing was chosen; with `run` the app is served until it is
 * stopped, and the status is that of `run`. Rejects with Misuse, and with the failure if the config is not usable.
 */
export async function init(flags: InitFlags, programFile = process.argv[1] ?? ''): Promise<number> {
  const [folder = '.', ...more] = flags.operands;
  if (more.length > 0) throw new Misuse(`init sets up one folder, and not also ${more.join(', ')}`);
  if (flags.dryRun && flags.run) throw new Misuse('--dry-run starts nothing, and --run does');
  const pick = flags.pick === null ? null : Number(flags.pick);
  if (pick !== null && !Number.isInteger(pick)) throw new Misuse(`--pick is '${flags.pick}', expected a number`);
  const { initialise } = await import('../init/initialise.ts');
  let initialised: Awaited<ReturnType<typeof initialise>>;
  try {
    if (!flags.dryRun) makeFolder(folder);
    initialised = await initialise({ folder, programFile, isDry: flags.dryRun, pick });
  } catch (error) {
    const { path = folder, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    const reason = describeFileError(toErrorCode(error), 'written');
    process.stderr.write(`berth: ${folder} cannot be set up: ${path} ${reason}\n`);
    return EXIT_FAILED;
  }
  if (initialised === null) return EXIT_FAILED;
  if (!flags.run) return 0;
  if (initialised.missing !== null) {
    process.stderr.write(`berth: not started: first ${initialised.missing}\n`);
    return EXIT_FAILED;
  }
  return start(initialised.configFile, flags);
}

async function start(config: string, { port, set }: InitFlags): Promise<number> {
  const { run } = await import('../runtime.ts');
  return run({ config, port, set }, null, (listen) => {
    const host = listen.host === '0.0.0.0' || listen.host === '::' ? 'localhost' : listen.host;
    process.stdout.write(`ready: http://${host}:${listen.port}/\n`);
  });
}
