import type { AppFolder } from '../app-folder.ts';
import type { Imported, Importer, LeftOut } from '../finding.ts';
import { findMissing, isStartable } from '../statement/missing.ts';
import { choosePort } from '../statement/stated-port.ts';
import { type StatedProcess, toProcessConfig, toProcessName } from '../statement/stated-process.ts';
import { findDockerfile } from './dockerfile.ts';
import { readImage } from './image/image.ts';
import { findBehind } from './supervisord/behind.ts';
import { type SupervisedProcess, toSupervised } from './supervisord/supervised-process.ts';
import { readSupervisorFile, type SupervisorFile } from './supervisord/supervisor-file.ts';
import { findWebServerPort } from './web-server-port.ts';

const FILE =
  /(?:^|\/)supervisor(?:d|\.d)?(?:\.[\w-]+)?\.(?:conf|ini)$|(?:^|\/)supervisor(?:d)?(?:\/conf\.d)?\/[\w.-]+\.(?:conf|ini)$/;

/** The servers that stand in front where there are several programs. */
const FRONT =
  /(?:^|[\s/])(?:nginx|openresty|apache2?(?:ctl)?|apache2-foreground|httpd|caddy|haproxy|traefik|lighttpd)\b/;

/** A supervisord.conf: its programs, in the order of their priority. */
export const importSupervisord: Importer = (folder) => {
  for (const source of folder.find((name) => FILE.test(name)).toSorted(byName)) {
    const file = readSupervisorFile(folder, source);
    const found = file === null ? null : toImported(folder, source, file);
    if (found !== null) return found;
  }
  return null;
};

/** The main file includes the others. */
function byName(one: string, other: string): number {
  const rank = (name: string): number => (/supervisord\.conf$/.test(name) ? 0 : 1);
  return rank(one) - rank(other);
}

function toImported(folder: AppFolder, source: string, file: SupervisorFile): Imported | null {
  const dockerfile = findDockerfile(folder);
  const image = dockerfile === null ? null : readImage(folder, folder.read(dockerfile) ?? '');
  const surroundings = { folder, paths: image?.paths ?? null, common: file.common };
  const started = file.programs.filter(({ keys }) => keys['autostart'] !== 'false' && keys['command'] !== undefined);
  const all = started.map((program) => toSupervised(program, surroundings)).toSorted((a, b) => a.priority - b.priority);
  const front = chooseFront(all);
  if (front === null) return null;
  const where = findWebServerPort(folder, front.line.words) ?? {
    port: image?.exposed ?? null,
    file: `EXPOSE of ${dockerfile}`,
  };
  const port = choosePort(front.line, front.context, { port: where.port, where: where.file, isTold: false });
  // What answers requests needs the others, whatever its priority.
  const ordered = [...all.filter((one) => one !== front), front];
  const behind = new Map(
    ordered.map((one) => [one, one === front || one.isOneshot ? null : findBehind(folder, one.line)]),
  );
  const processes = ordered.map((one) => {
    const words = one === front ? port.words : one.line.words;
    return toProcess(one, words, { after: listBefore(one, ordered, front), ready: behind.get(one)?.ready });
  });
  const away = [...behind.values()].filter((one) => one !== null && one.listen !== undefined);
  const config = { ...port.config, ...(away[0]?.listen === undefined ? {} : { listen: away[0].listen }) };
  const missing = ordered
    .map(({ line, context }) => findMissing(folder, line.words, context.place))
    .find((one) => one !== null);
  return {
    kind: `supervisord with ${started.map(({ name }) => name).join(', ')}`,
    evidence: file.sources.join(', '),
    source,
    rank: ordered.every(canStart) ? 95 : 50,
    config: toProcessConfig(processes, { name: toProcessName(front.name), config }),
    notes: [
      ...new Set([
        ...port.notes,
        ...away.flatMap((one) => one?.notes ?? []),
        ...ordered.flatMap(({ line }) => line.notes),
        ...listNotes(ordered),
      ]),
    ],
    missing: missing ?? null,
    leftOut: [...all.flatMap(({ leftOut }) => leftOut), ...listOthers(file)],
  };
}

function chooseFront(all: readonly SupervisedProcess[]): SupervisedProcess | null {
  const running = all.filter(({ isOneshot }) => !isOneshot);
  const byWords = (wanted: RegExp): SupervisedProcess | undefined =>
    running.find(({ line }) => wanted.test(line.words.join(' ')));
  const withPort = running.find(({ line }) => line.port !== null);
  const byName = running.find(({ name }) => /web|app|server|http|api|gunicorn|uvicorn|django|flask/i.test(name));
  return byWords(FRONT) ?? withPort ?? byName ?? running[0] ?? null;
}

/** supervisord starts those of a lower priority first; of equal ones none waits for another. */
function listBefore(one: SupervisedProcess, all: readonly SupervisedProcess[], front: SupervisedProcess): string[] {
  const others = all.filter((other) => other !== one && other !== front);
  const before =
    one === front
      ? others.filter((other) => other.isOneshot || other.priority <= one.priority)
      : others.filter((other) => other.priority < one.priority);
  return before.map(({ name }) => toProcessName(name));
}

function toProcess(
  one: SupervisedProcess,
  words: readonly string[],
  own: Readonly<Record<string, unknown>>,
): StatedProcess {
  const { name, keys, env, line, context, isOneshot } = one;
  const place = line.place ?? context.place;
  const more = { ...own, ...(isOneshot ? { oneshot: true } : {}), ...keys, env, workingDirectory: place };
  return { name: toProcessName(name), words, more };
}

function canStart({ line, context }: SupervisedProcess): boolean {
  const place = line.place ?? context.place;
  const words = line.words.map((word) => word.replace(/^\$\{configDir\}\//, './'));
  return isStartable(context.folder, words, place);
}

function listNotes(all: readonly SupervisedProcess[]): string[] {
  const texts = all.map(({ line }) => line.words.join(' '));
  const isNginxDaemon = texts.some((text) => /\bnginx\b/.test(text) && !/daemon off/.test(text) && !/-c /.test(text));
  return isNginxDaemon ? ['nginx must stay in the foreground: `daemon off;` in its config, or `-g "daemon off;"`'] : [];
}

function listOthers({ programs, others }: SupervisorFile): LeftOut[] {
  const off = programs
    .filter(({ keys }) => keys['autostart'] === 'false')
    .map(({ name }) => ({ key: `[program:${name}]`, why: 'is started by hand (autostart=false)' }));
  return [
    ...off,
    ...others.map((key) => ({
      key: `[${key}]`,
      why: key.startsWith('group')
        ? 'there are no groups here: `after` says the order'
        : 'listens to the events of supervisord',
    })),
  ];
}
