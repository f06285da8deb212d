import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import type { AppFolder } from '../app-folder.ts';
import type { Imported, Importer, LeftOut } from '../finding.ts';
import { parseIni, type Section } from '../statement/ini.ts';
import { isInstalled } from '../statement/missing.ts';
import { splitPlainWords } from '../statement/plain-words.ts';
import { PLAIN_SERVICE, type StatedCommand, toImported, toUser } from '../statement/service.ts';
import { toSignalName } from '../statement/signal.ts';
import { toGracePeriod } from '../statement/stated-duration.ts';
import { toVariables } from '../statement/variable.ts';

/** Carried over, or no more than what berth does by itself. */
const KNOWN =
  /^(?:ExecStart|ExecStartPre|KillSignal|TimeoutStopSec|TimeoutSec|Environment|EnvironmentFile|User|WorkingDirectory|Restart|RestartSec|Type|KillMode|StandardOutput|StandardError|SyslogIdentifier|NotifyAccess)$/;

const WHY: Readonly<Record<string, string>> = {
  Group: 'only root can become another group: write `group` where berth is root',
  ExecReload: '`signals` says what a signal to berth leads to',
  ExecStop: 'berth stops it by `stopSignal`',
  ExecStopPost: 'nothing runs after the app',
  ExecStartPost: '`ready` says when it is up, and another process may wait for it by `after`',
  PIDFile: 'berth knows what it started',
  RuntimeDirectory: `a folder for sockets is \${runDir}`,
  LimitNOFILE: 'the platform sets limits',
  TimeoutStartSec: '`startup.deadline` limits the start',
  Slice: 'is for systemd',
};

/** A systemd unit of the app: its ExecStart, and what goes with it. */
export const importSystemd: Importer = (folder) => {
  for (const source of folder.find((name) => /\.service(?:\.(?:example|sample|in))?$/.test(name))) {
    const imported = readUnit(folder, source);
    if (imported !== null) return imported;
  }
  return null;
};

function readUnit(folder: AppFolder, source: string): Imported | null {
  const text = (folder.read(source) ?? '').replaceAll('\0', '').replace(/\\\r?\n\s*/g, ' ');
  const unit = parseIni(text)['Service'] ?? {};
  const start = unit['ExecStart']?.filter((line) => line !== '').at(-1);
  if (start === undefined) return null;
  const root = last(unit, 'WorkingDirectory')?.replace(/^[-~]/, '').replace(/\/$/, '') ?? null;
  const stated = readEnvironment(folder, unit, root);
  const wanted = last(unit, 'Restart');
  const user = last(unit, 'User') ?? null;
  return toImported(folder, {
    ...PLAIN_SERVICE,
    source,
    kind: 'systemd unit',
    rank: 75,
    command: toCommand(folder, start, root, stated),
    variables: toVariables(stated),
    port: { port: null, where: source, isTold: stated['PORT'] !== undefined },
    keys: {
      user: toUser(user),
      stopSignal: toSignalName(last(unit, 'KillSignal')),
      gracePeriod: toGracePeriod(last(unit, 'TimeoutStopSec') ?? last(unit, 'TimeoutSec')),
      restart: { 'on-failure': 'on-failure', 'on-abnormal': 'on-failure', no: 'never' }[wanted ?? ''] ?? null,
    },
    before: (unit['ExecStartPre'] ?? []).map((line, at) => ({
      name: `before-${at + 1}`,
      command: toCommand(folder, line, root, stated),
    })),
    leftOut: listLeftOut(unit, user, root, folder),
  });
}

function last(unit: Section, key: string): string | undefined {
  return unit[key]?.at(-1);
}

/** `-`, `@`, `:`, `+` and `!` in front say how systemd is to run it. Its variables are words, or stand in braces. */
function toCommand(
  folder: AppFolder,
  line: string,
  root: string | null,
  stated: Readonly<Record<string, string>>,
): StatedCommand {
  const words = splitPlainWords(line.replace(/^[-@:+!|]+/, ''));
  const expanded = words.flatMap((word) => {
    const alone = /^\$(\w+)$/.exec(word)?.[1];
    if (alone !== undefined) return (stated[alone] ?? '').split(/\s+/).filter((part) => part !== '');
    return [
      word
        .replace(/\$\{(\w+)\}/g, (whole, name: string) => stated[name] ?? (name === 'PORT' ? whole : ''))
        .replaceAll('%%', '%'),
    ];
  });
  const local = expanded.map((word, at) => toLocal(folder, word, root, at === 0));
  // Only a shell would put `$PORT` in.
  return local.some((word) => word.includes(`\${PORT}`)) ? local.join(' ') : local;
}

/** The unit names the place that the app has on a server; here it is the folder. */
function toLocal(folder: AppFolder, word: string, root: string | null, isProgram: boolean): string {
  const path = root !== null && word.startsWith(`${root}/`) ? word.slice(root.length + 1) : null;
  if (path !== null) return isProgram && !path.includes('/') ? `./${path}` : path;
  if (!isProgram || !word.startsWith('/') || existsSync(word)) return word;
  const parts = word.split('/');
  const ends = parts.map((_, at) => parts.slice(at).join('/')).filter((end) => end !== '' && !end.startsWith('/'));
  const found = ends.find((end) => folder.hasFile(end));
  if (found !== undefined) return found.includes('/') ? found : `./${found}`;
  return isInstalled(posix.basename(word)) ? posix.basename(word) : word;
}

function readEnvironment(folder: AppFolder, unit: Section, root: string | null): Record<string, string> {
  const files = (unit['EnvironmentFile'] ?? []).map((file) => file.replace(/^-/, ''));
  const local = files.map((file) =>
    root !== null && file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file,
  );
  const pairs = (unit['Environment'] ?? [])
    .flatMap(splitPlainWords)
    .map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)]);
  return Object.assign(
    Object.fromEntries(pairs),
    ...local.map((file) => parseDotenv(file.startsWith('/') ? '' : (folder.read(file) ?? ''))),
  );
}

function listLeftOut(unit: Section, user: string | null, root: string | null, folder: AppFolder): LeftOut[] {
  const left = Object.keys(unit)
    .filter((key) => !KNOWN.test(key))
    .map((key) => ({
      key,
      why:
        WHY[key] ??
        (/^(?:Protect|Private|NoNew|Restrict|Capability|System|Read|Ambient)/.test(key)
          ? 'what the app may do is bounded by the platform'
          : 'has no counterpart here'),
    }));
  if (user !== null && toUser(user) === null && user !== 'root')
    left.push({ key: 'User', why: 'only root can become another user, and this machine must have it' });
  for (const file of unit['EnvironmentFile'] ?? []) {
    const path = file.replace(/^-/, '');
    const local = root !== null && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
    if (local.startsWith('/') || !folder.hasFile(local))
      left.push({ key: 'EnvironmentFile', why: `${path} is not in the folder: set its variables in the environment` });
  }
  return left;
}
