import { posix } from 'node:path';
import type { AppFolder } from '../../app-folder.ts';
import type { LeftOut } from '../../finding.ts';
import { isInstalled } from '../../statement/missing.ts';
import { toReady } from '../../statement/probe.ts';
import { PLAIN_SERVICE, type Service, type StatedCommand, toUser } from '../../statement/service.ts';
import { toSignalName } from '../../statement/signal.ts';
import { toVariables } from '../../statement/variable.ts';
import type { Image } from './image.ts';
import { toLocalCommand } from './local-command.ts';

/** What is said of an image's start without naming a file of it. */
type ContainerService = Omit<Service, 'source' | 'kind'>;

const CERTAIN = 90;
/** Its program, or its files, are those of an image that is not here. */
const DOUBTFUL = 50;
const FOR_WORK = 35;

/** A container of an image, as a service of the folder; null if the file says nothing of a start. */
export function toContainerService(folder: AppFolder, image: Image, source: string): ContainerService | null {
  const stated = joinCommand(image);
  if (stated === null) return null;
  const place = image.paths.toLocalFolder(image.workdir);
  const { command, missing, leftOut } = toLocalCommand(folder, image, stated, place ?? '');
  const variables = toVariables(image.variables);
  const isHere = missing === null && (place !== null || image.workdir === '/') && isStartable(command);
  return {
    ...PLAIN_SERVICE,
    rank: (isHere ? CERTAIN : DOUBTFUL) - (isForWork(command) ? FOR_WORK : 0),
    command,
    place: place ?? '',
    variables: { ...variables, env: toLocalValues(withoutImagePaths(variables.env), image) },
    port: { port: image.exposed, where: `EXPOSE of ${source}`, isTold: image.variables['PORT'] !== undefined },
    keys: {
      user: toUser(image.user),
      ready: image.health === null ? null : toReady(image.health),
      stopSignal: toSignalName(image.stopSignal),
    },
    missing,
    leftOut: [...leftOut, ...image.leftOut, ...listLeftOut(image)],
  };
}

/** Servers that are there for work on the app. */
const WORK_SERVER =
  /\b(?:ng serve|react-scripts start|vue-cli-service serve|vite(?! build| preview)|nodemon|webpack(?:-dev-server| serve)|manage\.py runserver|(?:next|nuxt|astro|npm run|yarn|pnpm) dev)\b|\bphp -S |(?:^| )--(?:reload|debug)\b/;

/** What is started for work on the app gives way to what is known of the app itself. */
function isForWork(command: StatedCommand): boolean {
  return WORK_SERVER.test([command].flat().join(' '));
}

/** ENTRYPOINT and CMD as one command. */
function joinCommand({ entrypoint, command }: Image): StatedCommand | null {
  if (entrypoint === null || entrypoint.length === 0) {
    // Options alone are for a program that only the image knows.
    const first = typeof command === 'string' ? command.trim() : (command?.[0] ?? '');
    return command === null || first === '' || first.startsWith('-') ? null : command;
  }
  // A shell's ENTRYPOINT leaves CMD out.
  if (typeof entrypoint === 'string' || command === null) return entrypoint;
  return [...entrypoint, ...(typeof command === 'string' ? ['/bin/sh', '-c', command] : command)];
}

/** Of `/app/run`, which is not in the folder, only the image knows; of `gunicorn` its package manager. */
function isStartable(command: StatedCommand): boolean {
  const [program = ''] = typeof command === 'string' ? command.trim().split(/\s+/) : command;
  return !program.startsWith('/') || isInstalled(posix.basename(program));
}

/** Where an image keeps its own programs says nothing here. */
function withoutImagePaths(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(?:PATH|HOME|VIRTUAL_ENV|DEBIAN_FRONTEND|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|(?:PIP|POETRY|UV|NPM_CONFIG|BUNDLE)_\w+|LD_LIBRARY_PATH|JAVA_HOME|GOPATH)$/.test(
          name,
        ),
    ),
  );
}

/** A variable that names a file of the app by its place in the image names it by its place here. */
export function toLocalValues(
  env: Readonly<Record<string, string>>,
  { workdir, paths }: Image,
): Readonly<Record<string, string>> {
  const isBelow = (value: string): boolean =>
    workdir !== '/' && (value === workdir || value.startsWith(`${workdir}/`)) && !/[\s:$]/.test(value);
  const convert = (value: string): string => {
    const local = isBelow(value) ? paths.toLocalName(value) : null;
    return local === null ? value : posix.join(`\${configDir}`, local);
  };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, convert(value)]));
}

function listLeftOut({ user, health, variables }: Image): LeftOut[] {
  const left: LeftOut[] = [];
  if (user !== null && user !== 'root' && toUser(user) === null)
    left.push({ key: 'USER', why: 'only root can become another user: write `user` where berth is root' });
  if (health !== null && toReady(health) === null)
    left.push({ key: 'HEALTHCHECK', why: 'asks nothing over HTTP: the open port says that it is ready' });
  if (variables['PATH'] !== undefined) left.push({ key: 'ENV.PATH', why: 'names folders of the image' });
  return left;
}
