import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { AppFolder } from '../app-folder.ts';
import type { Imported, LeftOut } from '../finding.ts';
import { findMissing, isStartable } from './missing.ts';
import { withPython } from './python-line.ts';
import type { LineContext } from './shell-variable.ts';
import { readShellLine, readWords, type StartLine } from './start-line.ts';
import { choosePort, type PortHint } from './stated-port.ts';
import { type StatedProcess, toProcessConfig, toProcessName } from './stated-process.ts';
import type { StatedVariables } from './variable.ts';

/** A line for a shell, or words. */
export type StatedCommand = string | readonly string[];

/** Another process that a file states beside the one that answers requests. */
export interface OtherProcess {
  readonly name: string;
  readonly command: StatedCommand;
}

/** What a file states of a start: the process that answers, what is done before it and what runs beside it. */
export interface Service {
  readonly source: string;
  /** What kind of file it is, as people call it. */
  readonly kind: string;
  readonly rank: number;
  /** The name of the process that answers, where there are several. */
  readonly name: string;
  readonly command: StatedCommand;
  /** The folder of the app, below that which is looked at. */
  readonly place: string;
  readonly variables: StatedVariables;
  readonly port: PortHint;
  /** Further keys of the process that answers, such as `ready`. */
  readonly keys: Readonly<Record<string, unknown>>;
  readonly before: readonly OtherProcess[];
  readonly beside: readonly OtherProcess[];
  readonly notes: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** The command to type before, that the file states itself; null: none, or what is usual. */
  readonly missing: string | null;
}

/** What most files leave open. */
export const PLAIN_SERVICE: Omit<Service, 'source' | 'kind' | 'rank' | 'command' | 'port'> = {
  name: 'web',
  place: '',
  variables: { env: {}, values: {} },
  keys: {},
  before: [],
  beside: [],
  notes: [],
  leftOut: [],
  missing: null,
};

/** What cannot start here gives way to what can. */
const DOUBTFUL = 50;

/** What a file states, as `init` has it. */
export function toImported(folder: AppFolder, service: Service): Imported {
  const { source, before, beside, variables } = service;
  const context: LineContext = { folder, variables: variables.values, place: service.place };
  const stated = readCommand(service.command, context);
  const place = posix.join(service.place, stated.place ?? '.');
  const others = [...before, ...beside].map(({ command }) => readCommand(command, context));
  const python = withPython(folder, place === '.' ? '' : place, [stated, ...others]);
  const [line = stated, ...rest] = python.lines;
  const port = choosePort(line, context, service.port);
  const after = before.map(({ name }) => toProcessName(name));
  const toProcess = (name: string, stated: StartLine, keys: Readonly<Record<string, unknown>>): StatedProcess => {
    const place = posix.join(service.place, stated.place ?? '');
    const env = { ...variables.env, ...stated.env };
    const user = toUser(stated.user);
    return {
      name: toProcessName(name),
      words: stated.words,
      more: { ...keys, env, workingDirectory: place === '.' ? null : place, ...(user === null ? {} : { user }) },
    };
  };
  const processes = [
    ...before.map(({ name }, at) => toProcess(name, rest[at]!, { oneshot: true })),
    toProcess(
      service.name,
      { ...line, words: port.words, env: { ...line.env, ...port.env } },
      { after, ...service.keys },
    ),
    ...beside.map(({ name }, at) => toProcess(name, rest[before.length + at]!, { after, essential: false })),
  ];
  const missing = python.missing ?? findMissing(folder, line.words, place) ?? service.missing;
  const isAway = service.missing === null && python.missing === null && !isStartable(folder, line.words, place);
  const away = `${describeCommand(line.words)} cannot start on this machine as it is: its program, or the file it runs, must be there before`;
  return {
    kind: `${service.kind} with ${describeProgram(line.words)}`,
    evidence: `${source} (${describeCommand(service.command)})`,
    source,
    rank: isAway ? Math.min(service.rank, DOUBTFUL) : service.rank,
    config: toProcessConfig(processes, { name: toProcessName(service.name), config: port.config }),
    notes: [
      ...new Set([
        ...(isAway ? [away] : []),
        ...service.notes,
        ...line.notes,
        ...port.notes,
        ...listNotes(before, beside),
      ]),
    ],
    missing,
    leftOut: service.leftOut,
  };
}

function readCommand(command: StatedCommand, context: LineContext): StartLine {
  return typeof command === 'string' ? readShellLine(command, context) : readWords(command, context);
}

function describeCommand(command: StatedCommand): string {
  const text = typeof command === 'string' ? command.trim().replace(/\s+/g, ' ') : command.join(' ');
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

function describeProgram(words: readonly string[]): string {
  return words[1] === '-c' ? 'a line of shell' : (words[0]?.split('/').at(-1) ?? '');
}

function listNotes(before: readonly OtherProcess[], beside: readonly OtherProcess[]): string[] {
  const names = (others: readonly OtherProcess[]): string => others.map(({ name }) => name).join(', ');
  return [
    ...(before.length > 0
      ? [`${names(before)}: done at each start of an instance, and several may start at the same time`]
      : []),
    ...(beside.length > 0
      ? [`${names(beside)}: frozen with the instance, on a platform that freezes it between calls`]
      : []),
  ];
}

/** A user that a config may name here: berth must be root for another one, and this machine must have it. */
export function toUser(user: string | null): string | null {
  if (user === null || user === '' || user === 'root' || user === '0' || process.getuid?.() !== 0) return null;
  return /^\d+$/.test(user) || isKnown(user) ? user : null;
}

function isKnown(user: string): boolean {
  try {
    return readFileSync('/etc/passwd', 'utf8').includes(`\n${user}:`);
  } catch {
    return false;
  }
}
