import type { AppFolder } from '../app-folder.ts';
import type { Imported, Importer, LeftOut } from '../finding.ts';
import { type Service, toImported } from '../statement/service.ts';
import { readYaml, type Tree, toList, toText, toTree } from '../statement/tree.ts';
import { toService } from './compose/compose-service.ts';

/** What compose files are called. */
export const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Servers that stand in front of an app: berth does what they do there. */
const IN_FRONT = /(?:^|\/)(?:nginx|traefik|caddy|haproxy|httpd|nginx-proxy|envoy)(?::|$)/;

/** A compose file: the service that is built here, or whose files are mounted from here; those of images alone are elsewhere. */
export const importCompose: Importer = (folder) => {
  const source = COMPOSE_FILES.find((name) => folder.hasFile(name));
  const file = readYaml(source === undefined ? null : folder.read(source));
  const services = Object.entries(toTree(file['services'])).map(([name, own]) => [name, toTree(own)] as const);
  const own = services.filter(([, service]) => isOwn(service));
  const read = own
    .map(([name, service]) => toService(folder, source ?? '', name, service))
    .filter((one) => one !== null);
  const main = chooseMain(read, services);
  return source === undefined || main === null ? null : importMain(folder, main, read, services);
};

function isOwn(service: Tree): boolean {
  if (toList(service['profiles']).length > 0) return false;
  if (service['build'] !== undefined) return true;
  const mounts = toList(service['volumes']).some((volume) => /^\.{1,2}\/?(?:[\w./-]*):/.test(toText(volume) ?? ''));
  return mounts && service['command'] !== undefined;
}

type Named = readonly [name: string, service: Tree];

/** The one with a port that the public may call, and of several the first that others do not wait for. */
function chooseMain(read: readonly Service[], services: readonly Named[]): Service | null {
  const find = (name: string): Tree => services.find(([one]) => one === name)?.[1] ?? {};
  const isInFront = ({ name }: Service): boolean => IN_FRONT.test(toText(find(name)['image']) ?? '');
  const own = read.every(isInFront) ? read : read.filter((one) => !isInFront(one));
  const public_ = own.filter(({ name }) => toList(find(name)['ports']).length > 0);
  const byName = public_.find(({ name }) => /^(?:web|app|api|server|backend)$/.test(name));
  return byName ?? public_[0] ?? own.find(({ port }) => port.port !== null || port.isTold) ?? own[0] ?? null;
}

function importMain(folder: AppFolder, main: Service, read: readonly Service[], services: readonly Named[]): Imported {
  const others = read.filter((one) => one !== main);
  // Another folder is another app, with an instance of its own.
  const beside = others.filter(({ place, port }) => place === main.place && port.port === main.port.port);
  const isOnce = ({ name }: Service): boolean => /^(?:migrate|migrations?|init|setup|seed)$/.test(name);
  const kept = (one: Service): boolean => one === main || beside.includes(one);
  const away = services.filter(([name]) => !read.some((one) => one.name === name && kept(one)));
  const waited = toWaited(services, main.name);
  return toImported(folder, {
    ...main,
    before: beside.filter((one) => isOnce(one) || waited.get(one.name) === 'service_completed_successfully'),
    beside: beside.filter((one) => !isOnce(one) && waited.get(one.name) !== 'service_completed_successfully'),
    notes: [...main.notes, ...listNotes(main, away)],
    leftOut: [...main.leftOut, ...away.map(toLeftOut)],
  });
}

function toWaited(services: readonly Named[], name: string): ReadonlyMap<string, string> {
  const depends = services.find(([one]) => one === name)?.[1]['depends_on'];
  const pairs = Object.entries(toTree(depends)).map(
    ([one, how]) => [one, toText(toTree(how)['condition']) ?? ''] as const,
  );
  return new Map(pairs);
}

/** A name of a service is a name of a host only between the services of the file. */
function listNotes(main: Service, away: readonly Named[]): string[] {
  return away.flatMap(([name]) => {
    const host = new RegExp(`(?:^|[@/,])${name.replace(/[^\w-]/g, '')}(?:[:/,]|$)`);
    const using = Object.entries(main.variables.values)
      .filter(([, value]) => host.test(value))
      .map(([key]) => key);
    return using.length === 0
      ? []
      : [
          `${using.join(', ')}: the host \`${name}\` is known only between the services of ${main.source}; set the address that it has for you`,
        ];
  });
}

function toLeftOut([name, own]: Named): LeftOut {
  const image = toText(own['image']) ?? '';
  const why =
    own['build'] !== undefined
      ? 'is an app of its own: it gets a folder and a config of its own'
      : IN_FRONT.test(image)
        ? `${image} stands in front of the app, as berth and the platform do`
        : `${image} is a service of its own, which runs elsewhere`;
  return { key: `services.${name}`, why };
}
