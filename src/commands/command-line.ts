import { setImmediate as waitForTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { EarlyDoor } from '../door/early-door.ts';
import { chooseExitStatus } from '../failures/exit-status.ts';
import { Failure } from '../failures/failure.ts';
import { recognisePlatform } from '../platform/choose-platform.ts';
import { COMMANDS, type CommandFlags, type CommandName, type CommandRow, OPTIONS } from './command-table.ts';
import { Misuse } from './flag.ts';
import { describeBerth, describeCommand } from './usage.ts';

/** EX_USAGE and EX_IOERR of sysexits(3). */
const EXIT_USAGE = 64;
const EXIT_IO_ERROR = 74;

/** `early`: the front door, if it is open already. */
type Command = (flags: CommandFlags, early: EarlyDoor | null) => Promise<number>;

// Each command loads what it needs: `run` must not pay for the others before its port is open.
const LOADS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  run: async () => {
    const { run } = await import('../runtime.ts');
    return (flags, early) => run(flags, early);
  },
  check: async () => (await import('./check.ts')).check,
  init: async () => {
    const { init } = await import('./init.ts');
    return (flags) => init(flags);
  },
  pack: async () => {
    const { pack } = await import('./pack.ts');
    return (flags) => pack(flags);
  },
  rehearse: async () => {
    const { rehearse } = await import('./rehearse.ts');
    return (flags) => rehearse(flags);
  },
  schema: async () => (await import('./schema.ts')).schema,
  explain: async () => (await import('./explain.ts')).explain,
  completion: async () => (await import('./completion.ts')).completion,
};

/** Runs one command and resolves with berth's exit status; a failure is told on stderr, cause first. */
export async function runCommandLine(args: readonly string[], early: EarlyDoor | null): Promise<number> {
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(args);
  } catch (error) {
    return misuse((error as Error).message, describeBerth());
  }
  const { values, positionals } = parsed;
  const [name = 'run', ...operands] = positionals;
  const isKnown = isCommand(name);
  const usage = isKnown && positionals.length > 0 ? describeCommand(name, COMMANDS[name]) : describeBerth();
  if (values.help === true) return printing(async () => print(usage));
  if (values.version === true) return printing(async () => print(`${BERTH_VERSION}\n`));
  if (!isKnown) return misuse(`there is no command '${name}'`, usage);
  const foreign = (Object.keys(values) as Array<keyof typeof OPTIONS>).find((flag) => !COMMANDS[name].flags[flag]);
  if (foreign !== undefined) return misuse(describeForeign(foreign, name), usage);
  try {
    const command = await LOADS[name]();
    const runIt = (): Promise<number> => command(toFlags(values, operands), early);
    return await (name === 'run' ? runIt() : printing(runIt));
  } catch (error) {
    if (error instanceof Misuse) return misuse(error.message, usage);
    if (!(error instanceof Failure)) throw error;
    await complain(`${error.code}: ${error.message}\n${error.cure}\n`);
    return chooseExitStatus(error.code, recognisePlatform(process.env));
  }
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** Throws a TypeError for a flag that no command has. */
function parseFlags(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

function toFlags(values: ReturnType<typeof parseFlags>['values'], operands: readonly string[]): CommandFlags {
  const { config = null, port = null, set = [], status = null, pick = null } = values;
  const { platform = null, output = null, base = null } = values;
  const isSet = (flag: keyof typeof values): boolean => values[flag] === true;
  return {
    ...{ config, port, set, operands, status, pick, platform, output, base },
    ...{ keep: isSet('keep'), json: isSet('json'), dryRun: isSet('dry-run'), run: isSet('run'), image: isSet('image') },
    ...{ withNode: isSet('with-node'), withSecrets: isSet('with-secrets'), unchecked: isSet('unchecked') },
    rehearsal: toRehearsalFlags(values),
  };
}

function toRehearsalFlags(values: ReturnType<typeof parseFlags>['values']): CommandFlags['rehearsal'] {
  const { memory = null, env = [], path: paths = [], body = null, event = null, host = null } = values;
  const { deadline = null, idle = null, freeze = null, grace = null, timeout = null } = values;
  return {
    ...{ memory, env, paths, body, event, host, deadline, idle, freeze, grace, timeout },
    withNetwork: values['with-network'] === true,
    writable: values.writable === true,
    showOutput: values['show-output'] === true,
  };
}

function describeForeign(flag: keyof typeof OPTIONS, name: string): string {
  const owners = Object.entries(COMMANDS).filter(
    ([, { flags }]: readonly [string, CommandRow]) => flags[flag] !== undefined,
  );
  return `--${flag} is for ${owners.map(([owner]) => `\`berth ${owner}\``).join(' and ')}, not for \`berth ${name}\``;
}

/** Does something that prints; what cannot be printed is told where it can be. A reader who has seen enough is no failure. */
async function printing(act: () => Promise<number>): Promise<number> {
  let lost: string | null = null;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') lost = message;
  });
  process.stderr.on('error', () => undefined);
  const exitStatus = await act();
  await Promise.all([process.stdout, process.stderr].map(emptied));
  await waitForTurn();
  if (lost === null) return exitStatus;
  await complain(`stdout cannot be written: ${lost}\n`);
  return exitStatus === 0 ? EXIT_IO_ERROR : exitStatus;
}

/** Resolves when all that was written is taken, or lost: what a pipe has no room for would end with the process. */
function emptied(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function misuse(message: string, usage: string): Promise<number> {
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
