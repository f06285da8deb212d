import { posix } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import type { AppFolder } from '../../app-folder.ts';
import type { LeftOut } from '../../finding.ts';
import { toReady } from '../../statement/probe.ts';
import { PLAIN_SERVICE, type Service, type StatedCommand, toUser } from '../../statement/service.ts';
import { toSignalName } from '../../statement/signal.ts';
import { toGracePeriod } from '../../statement/stated-duration.ts';
import { type Tree, toList, toPort, toText, toTree } from '../../statement/tree.ts';
import { readVariables, toVariables } from '../../statement/variable.ts';
import { toContainerService, toLocalValues } from '../image/container.ts';
import { type Image, readImage } from '../image/image.ts';
import { ImagePaths } from '../image/image-path.ts';

/** Keys that are carried over, or say nothing beyond what berth does by itself. */
const CARRIED =
  /^(?:build|image|command|entrypoint|environment|env_file|ports|expose|healthcheck|depends_on|stop_signal|stop_grace_period|working_dir|user|restart|container_name|init|tty|stdin_open|volumes|profiles)$/;

const WHY: Readonly<Record<string, string>> = {
  networks: 'all processes share one network',
  links: 'all processes share one network',
  deploy: 'replicas and limits are set on the platform',
  logging: 'berth passes output on to the platform',
  labels: 'is for other tools',
  secrets: 'comes from the platform',
  configs: 'comes from the platform',
  extra_hosts: 'names of hosts are the platform’s',
  platform: 'is for images',
};

/** One service of a compose file, as a service of the folder; null if nothing is known of what it starts. */
export function toService(folder: AppFolder, source: string, name: string, own: Tree): Service | null {
  const { file } = readBuild(folder, own);
  const local = toServiceImage(folder, own);
  const merged: Image = {
    ...local,
    entrypoint: toCommand(own['entrypoint']) ?? local.entrypoint,
    command: toCommand(own['command']) ?? (own['entrypoint'] === undefined ? local.command : null),
    workdir: toText(own['working_dir']) ?? local.workdir,
    user: toText(own['user'])?.split(':')[0] ?? local.user,
  };
  const service = toContainerService(folder, merged, file ?? source);
  if (service === null) return null;
  const stated = { ...readEnvFiles(folder, own), ...readVariables(own['environment']) };
  const variables = toVariables(stated, true);
  const health = toTree(own['healthcheck'])['test'];
  const ready = health === undefined ? service.keys['ready'] : toReady(toHealth(health));
  const port = toTargetPort(own) ?? service.port.port;
  const isTold = stated['PORT'] !== undefined || service.port.isTold;
  return {
    ...PLAIN_SERVICE,
    ...service,
    source,
    kind: 'compose file',
    // It says more than the Dockerfile that it builds; a command of its own is mostly one for work on the app.
    rank: service.rank + (own['command'] === undefined ? 1 : -1),
    name,
    variables: {
      env: { ...service.variables.env, ...toLocalValues(variables.env, merged) },
      values: { ...service.variables.values, ...stated },
    },
    port: { port, where: toTargetPort(own) === null ? service.port.where : `ports of ${source}`, isTold },
    keys: {
      user: toUser(merged.user),
      ready,
      stopSignal: toSignalName(toText(own['stop_signal'])) ?? service.keys['stopSignal'],
      gracePeriod: toGracePeriod(toText(own['stop_grace_period'])),
    },
    leftOut: [...service.leftOut, ...listLeftOut(name, own, health !== undefined && ready === null)],
  };
}

/** The image of a service: the one that is built for it, or another's with folders of the app mounted into it. */
export function toServiceImage(folder: AppFolder, own: Tree): Image {
  const { image } = readBuild(folder, own);
  if (image === null) return toMounted(folder, own);
  addMounts(image.paths, own);
  return image;
}

/** The image that is built for it; null if it is another's. */
function readBuild(folder: AppFolder, own: Tree): { readonly image: Image | null; readonly file: string | null } {
  if (own['build'] === undefined) return { image: null, file: null };
  const build = typeof own['build'] === 'string' ? { context: own['build'] } : toTree(own['build']);
  const place = toPlace(toText(toTree(build)['context']) ?? '.');
  const file = posix.join(place, toText(toTree(build)['dockerfile']) ?? 'Dockerfile');
  return { image: readImage(folder, folder.read(file) ?? '', place, toText(toTree(build)['target'])), file };
}

/** An image of others, with folders of the app mounted into it. */
function toMounted(folder: AppFolder, own: Tree): Image {
  const paths = new ImagePaths(folder, '');
  addMounts(paths, own);
  const none = { entrypoint: null, command: null, user: null, stopSignal: null, exposed: null, health: null };
  return { ...none, variables: {}, workdir: '/', paths, base: toText(own['image']) ?? '', builds: [], leftOut: [] };
}

function addMounts(paths: ImagePaths, own: Tree): void {
  for (const volume of toList(own['volumes'])) {
    const [from = '', to = ''] =
      typeof volume === 'string'
        ? volume.split(':')
        : [toText(toTree(volume)['source']) ?? '', toText(toTree(volume)['target']) ?? ''];
    if (from.startsWith('.') && to.startsWith('/')) paths.addMount(toPlace(from), to.replace(/(.)\/$/, '$1'));
  }
}

function toPlace(path: string): string {
  const place = posix.normalize(path.replace(/\/$/, ''));
  return place === '.' ? '' : place;
}

/** A line is cut into words without a shell, as berth does it. */
function toCommand(value: unknown): StatedCommand | null {
  if (Array.isArray(value)) return value.map(String);
  const text = toText(value);
  // Compose writes `$$` for a `$` that it leaves alone.
  return text === null ? null : text.replaceAll('$$', '$').trim().replace(/\n\s*/g, ' ');
}

function toHealth(test: unknown): StatedCommand {
  return Array.isArray(test) ? test.slice(1).map(String) : String(test);
}

function readEnvFiles(folder: AppFolder, own: Tree): Record<string, string> {
  const files = toList(own['env_file']).map((file) => toText(file) ?? toText(toTree(file)['path']) ?? '');
  return Object.assign({}, ...files.map((file) => parseDotenv(folder.read(toPlace(file)) ?? '')));
}

/** The port within the container: `127.0.0.1:8080:80/tcp` is 80. */
function toTargetPort(own: Tree): number | null {
  const [port] = [...toList(own['ports']), ...toList(own['expose'])];
  if (port === undefined) return null;
  const text = toText(port) ?? toText(toTree(port)['target']) ?? '';
  const last =
    text
      .replace(/\/\w+$/, '')
      .split(':')
      .at(-1) ?? '';
  return toPort(last.replace(/^\$\{\w+:?-(\d+)\}$/, '$1'));
}

function listLeftOut(name: string, own: Tree, isHealthLost: boolean): LeftOut[] {
  const keys = Object.keys(own).filter((key) => !CARRIED.test(key));
  const left = keys.map((key) => ({ key, why: WHY[key] ?? 'has no counterpart here' }));
  const mounted = toList(own['volumes']).filter((volume) => !String(toText(volume) ?? '').startsWith('.'));
  if (mounted.length > 0)
    left.push({ key: 'volumes', why: 'a folder that outlives the instance is mounted by the platform' });
  if (isHealthLost)
    left.push({ key: 'healthcheck', why: 'asks nothing over HTTP: the open port says that it is ready' });
  return left.map(({ key, why }) => ({ key: `services.${name}.${key}`, why }));
}
