import type { EarlyDoor } from '../door/early-door.ts';
import { chooseExitStatus } from '../failures/exit-status.ts';
import { Failure } from '../failures/failure.ts';
import { recognisePlatform } from '../platform/choose-platform.ts';
import { parseFlags } from './flag.ts';

const USAGE = `berth - puts an unmodified web server on a serverless platform's port

  berth [run] [--config FILE] [--port N] [--set key.path=value ...]
                     start the app and serve it (the default)
  berth check        validate the config without starting anything
  berth init [DIR]   write a first berth.yaml and the bootstrap file
  berth schema       print the JSON Schema of berth.yaml

The config is --config, else BERTH_CONFIG, else berth.yaml beside the bootstrap file.
`;

/** EX_USAGE of sysexits(3). */
const EXIT_USAGE = 64;

/** The flags that every command understands, and what stands behind the command's name. */
export interface CommandFlags {
  readonly config: string | null;
  readonly port: string | null;
  /** `key.path=value`, in the order given. */
  readonly set: readonly string[];
  readonly operands: readonly string[];
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
};

/** Runs one command and resolves with berth's exit status; a failure is told on stderr, cause first. */
export async function runCommandLine(args: readonly string[], early: EarlyDoor | null): Promise<number> {
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(args);
  } catch (error) {
    return complain((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return print(USAGE);
  if (values.version === true) return print(`${BERTH_VERSION}\n`);
  const [name = 'run', ...operands] = positionals;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) return complain(`there is no command '${name}'`);
  try {
    const command = await load();
    const { config = null, port = null, set = [] } = values;
    return await command({ config, port, set, operands }, early);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`berth: ${error.code}: ${error.message}\n${error.cure}\n`);
    return chooseExitStatus(error.code, recognisePlatform(process.env));
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(message: string): number {
  process.stderr.write(`berth: ${message}\n\n${USAGE}`);
  return EXIT_USAGE;
}
