import type { AppFolder } from '../app-folder.ts';
import { PLAIN_SERVICE, type Service } from '../statement/service.ts';
import { findDockerfile } from './dockerfile.ts';
import { toContainerService } from './image/container.ts';
import { readImage } from './image/image.ts';
import { readEntries } from './procfile.ts';

/** What a platform starts where its own file names no command: the Dockerfile's, or the Procfile's. */
export function findBase(folder: AppFolder, dockerfile = findDockerfile(folder)): Service | null {
  const image = dockerfile === null ? null : readImage(folder, folder.read(dockerfile) ?? '');
  const container = image === null || dockerfile === null ? null : toContainerService(folder, image, dockerfile);
  if (container !== null && dockerfile !== null)
    return { ...PLAIN_SERVICE, ...container, source: dockerfile, kind: 'Dockerfile' };
  const web = readEntries(folder.read('Procfile') ?? '').find(({ name }) => name === 'web');
  const port = { port: null, where: 'Procfile', isTold: true };
  return web === undefined
    ? null
    : { ...PLAIN_SERVICE, source: 'Procfile', kind: 'Procfile', rank: 90, command: web.command, port };
}
