/** One thing in a package; `path` with slashes, below its root. */
export type Entry =
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | FileEntry
  | { readonly kind: 'text'; readonly path: string; readonly mode: number; readonly text: string };

/** A file that is copied as it is. */
export interface FileEntry {
  readonly kind: 'file';
  readonly path: string;
  readonly mode: number;
  readonly sizeBytes: number;
  /** Where it is copied from. */
  readonly source: string;
}

/** The bytes that an entry has where it is unpacked. */
export function toSizeBytes(entry: Entry): number {
  switch (entry.kind) {
    case 'folder':
      return 0;
    case 'link':
      return Buffer.byteLength(entry.target);
    case 'file':
      return entry.sizeBytes;
    case 'text':
      return Buffer.byteLength(entry.text);
  }
}

/** All of them in one order whatever machine they come from; of two with one path the later one stays. */
export function sortEntries(entries: readonly Entry[]): Entry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return [...byPath.values()].sort((a, b) => Number(a.path > b.path) - Number(a.path < b.path));
}
