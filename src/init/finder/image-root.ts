import type { AppFolder } from '../app-folder.ts';
import { toServiceImage } from '../import/compose/compose-service.ts';
import { COMPOSE_FILES } from '../import/compose.ts';
import { findDockerfile } from '../import/dockerfile.ts';
import { type Image, readImage } from '../import/image/image.ts';
import { readYaml, toTree } from '../statement/tree.ts';

/** Images of web servers, and the folder that each of them serves. */
const SERVED: ReadonlyArray<readonly [image: RegExp, folder: string]> = [
  [/(?:^|\/)php:[\w.-]*apache/, '/var/www/html'],
  [/(?:^|\/)php:[\w.-]*fpm/, '/var/www/html'],
  [/(?:^|\/)httpd(?::|$)/, '/usr/local/apache2/htdocs'],
  [/(?:^|\/)nginx(?:-unprivileged)?(?::|$)/, '/usr/share/nginx/html'],
];

/** Folders of the app that an image of a web server serves, by the Dockerfile or the compose file. */
export function listImageRoots(folder: AppFolder): readonly string[] {
  const dockerfile = findDockerfile(folder);
  const built = dockerfile === null ? null : readImage(folder, folder.read(dockerfile) ?? '');
  const compose = COMPOSE_FILES.find((name) => folder.hasFile(name));
  const services = Object.values(toTree(readYaml(compose === undefined ? null : folder.read(compose))['services']));
  const images = [...(built === null ? [] : [built]), ...services.map((own) => toServiceImage(folder, toTree(own)))];
  return [...new Set(images.flatMap((image) => findRoot(folder, image) ?? []))];
}

function findRoot(folder: AppFolder, { base, paths }: Image): string | null {
  const served = SERVED.find(([image]) => image.test(base))?.[1];
  const name = served === undefined ? null : paths.toLocalFolder(served);
  return name === null || name === '' || !folder.hasFolder(name) ? null : name;
}
