import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

/** More of a file is not read: what gives an app away stands near its beginning. */
const MOST_BYTES = 1_048_576;

/** Folders of others, or of what is made: nothing in them tells how this app is started. */
const NOT_LOOKED_INTO: ReadonlySet<string> = new Set([
  ...[
    'node_modules',
    'vendor',
    '.git',
    '.svn',
    '.hg',
    '__pycache__',
    '.venv',
    'venv',
    'env',
    '.tox',
    '.cache',
    '.idea',
  ],
  ...['.vscode', '.gradle', '.m2', '.bundle', 'site-packages', 'coverage', 'tmp', 'log', 'logs', 'deps', '_build'],
]);

/** Folders about the app: what could be started there is not it. Whoever means one of them names it as the folder. */
const BESIDE_THE_APP = /^(?:__tests__|tests?|e2e|examples?|samples?|demos?|docs?|fixtures|benchmarks?|tutorials?)$/i;

/** The files of an app, as far as `init` looks at them. Nothing is run, and what cannot be read is not there. */
export class AppFolder {
  readonly path: string;
  readonly #listed = new Map<string, readonly string[]>();

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** What the app is called where nothing else says so. */
  get name(): string {
    return basename(this.path);
  }

  /** The text of a file, its first mebibyte; null if it cannot be read. `name` with slashes, below the folder. */
  read(name: string): string | null {
    return this.readBytes(name, MOST_BYTES)?.toString('utf8') ?? null;
  }

  /** True if nothing in the first mebibyte of a file is other than UTF-8: so too for one that is not there. */
  isUtf8(name: string): boolean {
    const bytes = this.readBytes(name, MOST_BYTES);
    if (bytes === null) return true;
    // The last character of a longer one may be cut.
    const mostCut = bytes.length === MOST_BYTES ? 3 : 0;
    return Array.from({ length: mostCut + 1 }, (_, cut) => bytes.subarray(0, bytes.length - cut)).some(isUtf8);
  }

  /** The first bytes of a file, or those behind `from`; null if it cannot be read. */
  readBytes(name: string, most: number, from = 0): Buffer | null {
    const file = join(this.path, name);
    try {
      // A FIFO would never end, a device would never stop.
      if (!statSync(file).isFile()) return null;
      const fd = openSync(file, 'r');
      try {
        const bytes = Buffer.alloc(Math.max(0, Math.min(most, statSync(file).size - from)));
        return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from));
      } finally {
        closeSync(fd);
      }
    } catch {
      return null;
    }
  }

  /** How long a file is; 0 if it cannot be read. */
  sizeOf(name: string): number {
    try {
      return statSync(join(this.path, name)).size;
    } catch {
      return 0;
    }
  }

  /** A file in JSON as a plain object; null if it is not there, or none. */
  readJson(name: string): Readonly<Record<string, unknown>> | null {
    try {
      const value: unknown = JSON.parse(this.read(name) ?? 'null');
      return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
    } catch {
      return null;
    }
  }

  hasFile(name: string): boolean {
    return isKind(join(this.path, name), 'isFile');
  }

  hasFolder(name: string): boolean {
    return isKind(join(this.path, name), 'isDirectory');
  }

  /** A file that may be run: by its mode. */
  isExecutable(name: string): boolean {
    try {
      const status = statSync(join(this.path, name));
      return status.isFile() && (status.mode & 0o111) !== 0;
    } catch {
      return false;
    }
  }

  /** The names in a folder, sorted; none if it cannot be read. */
  list(name = '.'): readonly string[] {
    const known = this.#listed.get(name);
    if (known !== undefined) return known;
    let names: readonly string[] = [];
    try {
      names = readdirSync(join(this.path, name)).toSorted();
    } catch {
      // Not there, or not for this user.
    }
    this.#listed.set(name, names);
    return names;
  }

  /** The folders in a folder, save for those of others. */
  listFolders(name = '.'): readonly string[] {
    const paths = this.list(name).flatMap((one) => {
      const isOthers = NOT_LOOKED_INTO.has(one) || one.startsWith('.');
      return isOthers ? [] : [name === '.' ? one : `${name}/${one}`];
    });
    return paths.filter((path) => this.hasFolder(path));
  }

  /** Files below, by their names with slashes, the nearest first; folders of others are not looked into. */
  find(isWanted: (name: string) => boolean, depth = 3): readonly string[] {
    const found: string[] = [];
    let level = ['.'];
    for (let i = 0; i <= depth; i++) {
      const next: string[] = [];
      for (const folder of level) {
        for (const name of this.list(folder)) {
          const path = folder === '.' ? name : `${folder}/${name}`;
          if (this.hasFolder(path)) {
            if (!NOT_LOOKED_INTO.has(name) && !BESIDE_THE_APP.test(name)) next.push(path);
          } else if (isWanted(path)) found.push(path);
        }
      }
      level = next;
    }
    return found;
  }

  /** A path below the folder as the config names it. */
  toRelative(path: string): string {
    return relative(this.path, resolve(this.path, path)) || '.';
  }
}

function isKind(path: string, kind: 'isFile' | 'isDirectory'): boolean {
  try {
    return statSync(path)[kind]();
  } catch {
    return false;
  }
}
