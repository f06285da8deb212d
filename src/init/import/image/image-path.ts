import { posix } from 'node:path';
import type { AppFolder } from '../../app-folder.ts';

interface Copied {
  /** Where it stands in the image. */
  readonly image: string;
  /** Below the app's folder; empty for all of it. */
  readonly local: string;
}

/** Where the files of an image come from: a config names those of the folder. */
export class ImagePaths {
  readonly #folder: AppFolder;
  readonly #place: string;
  readonly #copied: Copied[] = [];
  readonly #made: Array<readonly [image: string, source: string]> = [];

  constructor(folder: AppFolder, place: string) {
    this.#folder = folder;
    this.#place = place;
  }

  /** Notes what a COPY puts where; `isInto`: the target is a folder. */
  add(source: string, target: string, isInto: boolean): void {
    const local = posix.join(this.#place, source).replace(/\/$/, '');
    const found = this.#resolve(local);
    const isFolder = found === '' || found === '.' || this.#folder.hasFolder(found);
    const isTargetFolder = isInto || target === posix.dirname(target);
    const image =
      isTargetFolder && !isFolder ? posix.join(target, posix.basename(found)) : target.replace(/(.)\/$/, '$1');
    this.#copied.push({ image, local: found === '.' ? '' : found });
  }

  /** Notes a folder of the app that is mounted: its name is below the app's folder, whatever the image is built from. */
  addMount(local: string, target: string): void {
    this.#copied.push({ image: target, local });
  }

  /** Notes a file that another stage makes, of nothing in the folder. */
  addMade(source: string, target: string, isInto: boolean): void {
    this.#made.push([isInto ? posix.join(target, posix.basename(source)) : target, source]);
  }

  /** The path in another stage of a file that is made there; null: it is not. */
  toMadePath(path: string): string | null {
    return this.#made.find(([image]) => image === path)?.[1] ?? null;
  }

  /** The name below the folder of a path in the image, whether the file is there or not; null: it comes from elsewhere. */
  toLocalName(path: string): string | null {
    const names = this.#copied.filter(({ image }) => isIn(path, image)).map((copied) => toName(path, copied));
    return names.find((name) => this.has(name)) ?? names.at(-1) ?? this.#guessName(path);
  }

  /** The folder that stands for a folder of the image: itself, or the one that parts of it were copied from. */
  toLocalFolder(path: string): string | null {
    const name = this.toLocalName(path);
    return name === '.' ? '' : name;
  }

  /** `COPY package.json ./` in /app: what else stands in /app is made there of what stands in the folder. */
  #guessName(path: string): string | null {
    for (const { image, local } of this.#copied) {
      const root = local !== '' && image.endsWith(`/${local}`) ? image.slice(0, -local.length - 1) : '';
      if (root !== '' && isIn(path, root)) return posix.relative(root, path);
    }
    return null;
  }

  has(name: string): boolean {
    return name === '' || this.#folder.hasFile(name) || this.#folder.hasFolder(name);
  }

  /** `target/*.jar` as the one file that it stands for. */
  #resolve(name: string): string {
    if (!name.includes('*')) return name;
    const [folder, pattern] = [posix.dirname(name), posix.basename(name)];
    const [before = '', behind = ''] = pattern.split('*', 2);
    const isWanted = (one: string): boolean =>
      one.startsWith(before) && one.endsWith(behind) && !/-(?:sources|javadoc|plain)\.jar$/.test(one);
    const [first, second] = this.#folder.list(folder).filter(isWanted);
    return first !== undefined && second === undefined ? posix.join(folder, first) : name;
  }
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

function toName(path: string, { image, local }: Copied): string {
  const rest = posix.relative(image, path);
  return rest === '' ? local : posix.join(local, rest);
}
