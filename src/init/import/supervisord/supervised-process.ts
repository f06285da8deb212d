import { posix } from 'node:path';
import type { AppFolder } from '../../app-folder.ts';
import type { LeftOut } from '../../finding.ts';
import { splitPlainWords } from '../../statement/plain-words.ts';
import { toUser } from '../../statement/service.ts';
import type { LineContext } from '../../statement/shell-variable.ts';
import { toSignalName } from '../../statement/signal.ts';
import { readWords, type StartLine } from '../../statement/start-line.ts';
import { type StatedVariables, toVariables } from '../../statement/variable.ts';
import type { ImagePaths } from '../image/image-path.ts';
import { OWN_ROOT } from '../image/local-command.ts';
import { HERE, type Program } from './supervisor-file.ts';

/** A program of supervisord in the keys of a config. */
export interface SupervisedProcess {
  readonly name: string;
  readonly line: StartLine;
  readonly context: LineContext;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly isOneshot: boolean;
  readonly leftOut: readonly LeftOut[];
}

/** What the programs of a file have in common. */
export interface Surroundings {
  readonly folder: AppFolder;
  /** Where the files of the image come from, if it goes into one. */
  readonly paths: ImagePaths | null;
  readonly common: Readonly<Record<string, string>>;
}

const WHY: Readonly<Record<string, string>> = {
  numprocs: 'one of it is started: a platform starts more instances',
  process_name: 'is for several of one program',
  umask: 'has no key here: a start script may set it',
  startsecs: '`ready` says when it is up',
  startretries: '`restart.budget` limits restarts',
  redirect_stderr: 'both streams are passed on as they are',
  stdout_syslog: 'berth passes output on to the platform',
  stderr_syslog: 'berth passes output on to the platform',
  serverurl: 'there is no supervisorctl here',
  socket: 'a socket that supervisord opens for its program is none of berth: let the program open it',
};

/** Said without a word: what berth does by itself, or what is carried over. */
const KNOWN =
  /^(?:command|directory|user|priority|autostart|autorestart|exitcodes|stopsignal|stopwaitsecs|environment|stopasgroup|killasgroup|depends_on)$/;
const LOG = /^std(?:out|err)_(?:logfile|events|capture)/;

/** Carries a program over. */
export function toSupervised(program: Program, { folder, paths, common }: Surroundings): SupervisedProcess {
  const { name, keys } = program;
  const variables = toVariables(readEnvironment(`${common['environment'] ?? ''},${keys['environment'] ?? ''}`));
  const place = toPlace(keys['directory'], folder, paths);
  const context = { folder, variables: variables.values, place: place ?? '' };
  const stated = splitPlainWords(keys['command'] ?? '');
  const words = stated.map((word) => toLocalWord(word, stated[0]!, place ?? '', paths));
  const line = readWords(words, context);
  const restart = { false: 'never', unexpected: 'on-failure' }[keys['autorestart'] ?? ''] ?? null;
  const isOneshot =
    keys['autorestart'] === 'false' &&
    (keys['startsecs'] === '0' || /\bmigrate\b|\bcollectstatic\b/.test(keys['command'] ?? ''));
  const wait = Number(keys['stopwaitsecs'] ?? 10);
  return {
    name,
    line: { ...line, words: line.words.map(putReferences) },
    context,
    keys: {
      user: toUser(keys['user'] ?? null),
      restart: isOneshot ? null : restart,
      stopSignal: toSignalName(keys['stopsignal']),
      gracePeriod: wait === 10 || !(wait > 0) ? null : `${wait}s`,
    },
    env: toEnv(variables, line),
    priority: Number(keys['priority'] ?? 999),
    isOneshot,
    leftOut: listLeftOut(program, place, isOneshot),
  };
}

function toEnv(variables: StatedVariables, line: StartLine): Record<string, string> {
  const env = { ...variables.env, ...line.env };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, putReferences(value)]));
}

/** `%(ENV_X)s` was kept apart from what stands in the file. */
function putReferences(text: string): string {
  return text
    .replaceAll(HERE, `\${configDir}`)
    .replace(/\0(\w+)\0/g, (_, name: string) => (name === 'PORT' ? `\${port}` : `\${env.${name}}`));
}

/** `KEY="val",OTHER=val`, as Python's shlex reads it. */
function readEnvironment(text: string): Record<string, string> {
  const pairs = text.matchAll(/([\w.]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^,\s]*))/g);
  return Object.fromEntries(
    [...pairs].map(([, name, double, single, bare]) => [
      name!,
      double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
    ]),
  );
}

/** The folder below that of the app; null: it is none of this machine, or of the folder. */
function toPlace(directory: string | undefined, folder: AppFolder, paths: ImagePaths | null): string | null {
  if (directory === undefined) return '';
  if (directory === HERE || directory.startsWith(`${HERE}/`))
    return posix.join('', directory.slice(HERE.length + 1)).replace(/^\.$/, '');
  if (!directory.startsWith('/')) return posix.normalize(directory) === '.' ? '' : posix.normalize(directory);
  const local = paths?.toLocalFolder(directory) ?? null;
  if (local !== null) return local;
  return directory === folder.path ? '' : null;
}

function toLocalWord(word: string, program: string, place: string, paths: ImagePaths | null): string {
  const local = word.startsWith('/') ? (paths?.toLocalName(word) ?? null) : null;
  if (local === null || paths?.has(local) !== true) return word;
  if (OWN_ROOT.test(posix.basename(program))) return word === program ? word : `${HERE}/${local}`;
  return posix.relative(place === '' ? '.' : place, local === '' ? '.' : local) || '.';
}

function listLeftOut({ name, keys }: Program, place: string | null, isOneshot: boolean): LeftOut[] {
  const left = Object.keys(keys).flatMap((key) => {
    if (KNOWN.test(key) || (key === 'startsecs' && isOneshot)) return [];
    if (LOG.test(key))
      return /^(?:\/dev\/(?:stdout|stderr|fd\/[12])|0|NONE)$/.test(keys[key]!) || /maxbytes|backups/.test(key)
        ? []
        : [{ key, why: 'berth passes output on to the platform, and keeps none in files' }];
    return [{ key, why: WHY[key] ?? 'has no counterpart here' }];
  });
  const user = keys['user'];
  if (user !== undefined && user !== 'root' && toUser(user) === null)
    left.push({ key: 'user', why: 'only root can become another user, and this machine must have it' });
  if (place === null)
    left.push({
      key: 'directory',
      why: `${keys['directory']} is not the folder that was looked at: it starts in that`,
    });
  return left.map(({ key, why }) => ({ key: `[program:${name}] ${key}`, why }));
}
