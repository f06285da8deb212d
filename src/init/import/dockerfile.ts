import type { AppFolder } from '../app-folder.ts';
import type { Imported, Importer } from '../finding.ts';
import { PLAIN_SERVICE, toImported } from '../statement/service.ts';
import { toContainerService } from './image/container.ts';
import { readImage } from './image/image.ts';

const NAMES = [
  'Dockerfile',
  'Containerfile',
  'dockerfile',
  'Dockerfile.prod',
  'Dockerfile.production',
  'docker/Dockerfile',
];

/** A Dockerfile: what its last stage starts, by the files of the folder that it is built from. */
export const importDockerfile: Importer = (folder) => {
  const source = findDockerfile(folder);
  return source === null ? null : readDockerfile(folder, source);
};

/** The Dockerfile of a folder; null if there is none. */
export function findDockerfile(folder: AppFolder): string | null {
  return NAMES.find((name) => folder.hasFile(name)) ?? null;
}

function readDockerfile(folder: AppFolder, source: string): Imported | null {
  const image = readImage(folder, folder.read(source) ?? '');
  const service = image === null ? null : toContainerService(folder, image, source);
  // What supervisord starts stands in its own file.
  const isSupervised = /(?:^|[\s/])supervisord(?:\s|$)/.test([service?.command ?? ''].flat().join(' '));
  return service === null || isSupervised
    ? null
    : toImported(folder, { ...PLAIN_SERVICE, ...service, source, kind: 'Dockerfile' });
}
