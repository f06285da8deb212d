import { setImmediate as waitForTurn } from 'node:timers/promises';
import type { EarlyDoor } from '../door/early-door.ts';
import { chooseExitStatus } from '../failures/exit-status.ts';
import { Failure } from '../failures/failure.ts';
import { recognisePlatform } from '../platform/choose-platform.ts';
import { Misuse, parseFlags } from './flag.ts';

const USAGE = `berth - puts an unmodified web server on a serverless platform's port

  berth [run] [--config FILE] [--port N] [--set key.path=value ...]
                     start the app and serve it (the default)
  berth check        validate the config without starting anything
  berth init [DIR]   write a first berth.yaml and the bootstrap file
  berth schema       print the JSON Schema of berth.yaml
  berth explain FILE say why a server failed, by its log (- reads stdin)

The config is --config, else BERTH_CONFIG, else berth.yaml beside the bootstrap file.
`;

/** EX_USAGE and EX_IOERR of sysexits(3). */
const EXIT_USAGE = 64;
const EXIT_IO_ERROR = 74;

/** The flags that every command understands, and what stands behind the command's name. */
export interface CommandFlags {
  readonly config: string | null;
  readonly port: string | null;
  /** `key.path=value`, in the order given. */
  readonly set: readonly string[];
  readonly operands: readonly string[];
  /** Of `explain` alone. */
  readonly json: boolean;
  readonly status: string | null;
}

/** `early`: the front door, if it is open already. */
type Command = (flags: CommandFlags, early: EarlyDoor | null) => Promise<number>;

// Each command loads what it needs: `run` must not pay for the others before its port is open.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('../runtime.ts')).run,
  check: async () => (await import('./check.ts')).check,
  init: async () => {
    const { init } = await import('./init.ts');
    return (flags) => init(flags);
  },
  schema: async () => (await import('./schema.ts')).schema,
  explain: async () => (await import('./explain.ts')).explain,
};

/** Runs one command and resolves with berth's exit status; a failure is told on stderr, cause first. */
export async function runCommandLine(args: readonly string[], early: EarlyDoor | null): Promise<number> {
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(args);
  } catch (error) {
    return misuse((error as Error).message);
  }
  const { values, positionals } = parsed;
  const [name = 'run', ...operands] = positionals;
  if (values.help === true) return printing(async () => print(await findUsage(name)));
  if (values.version === true) return printing(async () => print(`${BERTH_VERSION}\n`));
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) return misuse(`there is no command '${name}'`);
  try {
    const command = await load();
    const { config = null, port = null, set = [], json = false, status = null } = values;
    if (name !== 'explain' && (json || status !== null)) return misuse('--json and --status are for `berth explain`');
    const runIt = (): Promise<number> => command({ config, port, set, operands, json, status }, early);
    return await (name === 'run' ? runIt() : printing(runIt));
  } catch (error) {
    if (error instanceof Misuse) return misuse(error.message, await findUsage(name));
    if (!(error instanceof Failure)) throw error;
    await complain(`${error.code}: ${error.message}\n${error.cure}\n`);
    return chooseExitStatus(error.code, recognisePlatform(process.env));
  }
}

/** Does something that prints; what cannot be printed is told where it can be. A reader who has seen enough is no failure. */
async function printing(act: () => Promise<number>): Promise<number> {
  let lost: string | null = null;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') lost = message;
  });
  process.stderr.on('error', () => undefined);
  const exitStatus = await act();
  await waitForTurn();
  if (lost === null) return exitStatus;
  await complain(`stdout cannot be written: ${lost}\n`);
  return exitStatus === 0 ? EXIT_IO_ERROR : exitStatus;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function findUsage(name: string): Promise<string> {
  return name === 'explain' ? (await import('./explain.ts')).EXPLAIN_USAGE : USAGE;
}

async function misuse(message: string, usage = USAGE): Promise<number> {
  await complain(`${message}\n\n${usage}`);
  return EXIT_USAGE;
}

/** Tells on stderr, or where that cannot be written on stdout. */
async function complain(message: string): Promise<void> {
  const text = `berth: ${message}`;
  process.stderr.once('error', () => {
    process.stdout.once('error', () => undefined);
    process.stdout.write(text);
  });
  process.stderr.write(text);
  // A stream tells of its error behind the write.
  await waitForTurn();
}
