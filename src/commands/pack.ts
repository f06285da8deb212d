import { basename, join, relative, resolve } from 'node:path';
import { findKept } from '../config/kept/keep.ts';
import { loadSettings } from '../config/load.ts';
import type { LoadedSettings } from '../config/settle.ts';
import { findLongestGraceMs } from '../core/dependency-order.ts';
import type { CommandSettings, Settings } from '../core/settings.ts';
import { describeFileError, toErrorCode } from '../core/system-error.ts';
import { Failure } from '../failures/failure.ts';
import {
  type AppFacts,
  PACK_PLATFORMS,
  type PackForm,
  type PackPlatform,
  toDefaultOutput,
} from '../pack/pack-request.ts';
import { findFaults } from '../process/preflight/command-list.ts';
import { listCommands } from '../process/preflight/listed-command.ts';
import { describeFailure } from './check.ts';
import { Misuse } from './flag.ts';

const EXIT_FAILED = 1;
const CONFIG = 'berth.yaml';
/** Those that run images, and nothing else. */
const IMAGE_PLATFORMS: ReadonlySet<PackPlatform> = new Set<PackPlatform>(['knative', 'cloudrun', 'container']);

/** What this machine has for itself, and the platform has not. */
const OF_THIS_MACHINE = /^(?:BERTH_|FC_|K_SERVICE$|K_REVISION$|PORT$)/;

/** What `pack` reads of the command line. */
export interface PackFlags {
  /** The folder of the app; the current one if there is none. */
  readonly operands: readonly string[];
  readonly platform: string | null;
  readonly output: string | null;
  readonly image: boolean;
  readonly withNode: boolean;
  readonly withSecrets: boolean;
  readonly unchecked: boolean;
  readonly base: string | null;
}

/**
 * Checks the config of an app as its platform will read it, and packs the app and berth. Resolves with 0, or with 1 and the
 * reason on stderr if something is wrong; a package that the platform takes not is written all the same. Rejects with the
 * failure if the config itself is wrong, and with Misuse.
 */
export async function pack(flags: PackFlags, programFile = process.argv[1] ?? ''): Promise<number> {
  const [folder = '.', ...more] = flags.operands;
  if (more.length > 0) throw new Misuse(`pack packs one folder, and not also ${more.join(', ')}`);
  const platform = toPlatform(flags.platform ?? 'fc');
  const { form, output } = chooseOutput(flags, folder, platform);
  if (flags.base !== null && form !== 'image') throw new Misuse('--base is for an image: add --image');
  const file = join(folder, CONFIG);
  const { loaded, variables, env } = await load(file, platform, flags.withSecrets);
  const failures = flags.unchecked ? [] : checkCommands(loaded);
  for (const warning of loaded.warnings) warn(warning);
  if (failures.length > 0) {
    for (const failure of failures) process.stderr.write(`berth: ${failure}\n`);
    process.stderr.write('berth: nothing was packed; --unchecked packs it all the same\n');
    return EXIT_FAILED;
  }
  const { packApp } = await import('../pack/pack-app.ts');
  try {
    const { withNode, withSecrets, base } = flags;
    const facts = toFacts(loaded.settings, variables, folder);
    const envFile = loaded.envFile === null ? null : relative(resolve(folder), loaded.envFile);
    const found = await findKept(file, { env, readsEnvFile: withSecrets });
    const kept = found.kind === 'kept' ? found.text : null;
    const request = { folder, output, platform, form, programFile, withNode, withSecrets, base };
    const packed = await packApp({ ...request, facts, envFile, config: CONFIG, kept });
    if (variables.length > 0) warn(`the platform must set ${variables.join(', ')}, which the config takes from there`);
    for (const warning of packed.warnings) warn(warning);
    process.stdout.write(`${packed.lines.join('\n')}\n`);
    if (packed.excess === null) return 0;
    process.stderr.write(`berth: the package is too large: ${packed.excess}\n`);
    return EXIT_FAILED;
  } catch (error) {
    process.stderr.write(`berth: nothing was packed: ${describeReason(error, folder)}\n`);
    return EXIT_FAILED;
  }
}

function toPlatform(name: string): PackPlatform {
  const platform = PACK_PLATFORMS.find((known) => known === name);
  if (platform === undefined) throw new Misuse(`--platform is '${name}', expected ${PACK_PLATFORMS.join(', ')}`);
  return platform;
}

function chooseOutput(
  { output, image }: PackFlags,
  folder: string,
  platform: PackPlatform,
): { form: PackForm; output: string } {
  const isZip = output?.endsWith('.zip') === true;
  if (isZip && image) throw new Misuse('an image is made from a folder: name one with --output');
  const isImage = image || (output === null && IMAGE_PLATFORMS.has(platform));
  if (isImage) return { form: 'image', output: output ?? toDefaultOutput(folder, 'image') };
  return output === null || isZip
    ? { form: 'zip', output: output ?? toDefaultOutput(folder, 'zip') }
    : { form: 'folder', output };
}

/** The settings by the platform's own variables, with those that only it will have told by a stand-in. */
async function load(
  file: string,
  platform: PackPlatform,
  readsEnvFile: boolean,
): Promise<{ loaded: LoadedSettings; variables: readonly string[]; env: NodeJS.ProcessEnv }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_THIS_MACHINE.test(name)));
  const request = { file, port: null, set: [`platform=${platform}`], readsEnvFile };
  try {
    return { loaded: await loadSettings({ ...request, env }), variables: [], env };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'VARIABLE_UNSET') throw error;
    const variables = listUnset(error);
    const told = Object.fromEntries(variables.map((name) => [name, 'told-by-the-platform']));
    const whole = { ...env, ...told };
    const loaded = await loadSettings({ ...request, env: whole }).catch(() => Promise.reject(error));
    return { loaded, variables, env: whole };
  }
}

function listUnset({ details }: Failure): string[] {
  const problems = details['problems'];
  const text = Array.isArray(problems) ? problems.join('\n') : '';
  return [...new Set([...text.matchAll(/the variable (\w+) is not set/g)].map(([, name]) => name!))].sort();
}

/** What would fail there too; a program that only this machine lacks may be a warning. */
function checkCommands({ settings, locate }: LoadedSettings): string[] {
  const failures: string[] = [];
  for (const { failure, doubt, path, file } of findFaults(settings)) {
    const isElsewhere = failure.code === 'COMMAND_NOT_FOUND' && !file.includes('/');
    if (doubt === null && !isElsewhere) failures.push(describeFailure(failure, locate(path)));
    else warn(`${failure.message}${doubt === null ? ' The platform must have it.' : ` ${doubt}`}`);
  }
  return failures;
}

function toFacts(settings: Settings, variables: readonly string[], folder: string): AppFacts {
  const { listen, proxy, startup, stop, processes } = settings;
  const { totalMs, firstByteMs } = proxy.upstreamTimeouts;
  return {
    port: listen.portSource === 'default' ? null : listen.port,
    maxInFlight: proxy.maxInFlight,
    callMs: totalMs || firstByteMs,
    startMs: startup.deadlineMs,
    health: settings.health ?? null,
    stopMs: stop.drainMs + findLongestGraceMs(processes),
    variables,
    programs: [...new Set(processes.map(({ command }) => basename(command.file)))],
    needed: [CONFIG, ...listCommands(settings).flatMap(({ command }) => listNamed(command, resolve(folder)))],
  };
}

/** What stands in a command and below the folder, be it there or not. */
function listNamed(command: CommandSettings, folder: string): string[] {
  const words = [command.file.includes('/') ? command.file : '', ...command.args].filter((word) => word !== '');
  return [command.workingDirectory, ...words.map((word) => resolve(command.workingDirectory, word))]
    .map((path) => relative(folder, path))
    .filter((path) => path !== '' && !path.startsWith('..'));
}

function describeReason(error: unknown, folder: string): string {
  const { path = folder, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return `${path} ${describeFileError(toErrorCode(error), 'read')}`;
  if ((error as Error).name !== 'PackFault') throw error;
  return message;
}

function warn(text: string): void {
  process.stderr.write(`berth: warning: ${text}\n`);
}
