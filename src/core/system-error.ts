/** What the system's errors mean for a file, as the predicate of a sentence about it; `use` is what was tried. */
const MEANINGS: Readonly<Record<string, (use: FileUse) => string>> = {
  ENOENT: () => 'does not exist',
  ENOTDIR: () => 'does not exist: a part of its path is a file, not a folder',
  EISDIR: () => 'is a folder',
  EEXIST: () => 'is there already',
  EACCES: (use) => `may not be ${use} by this user`,
  EPERM: (use) => `may not be ${use} by this user`,
  EROFS: () => 'is on a disk that is read-only',
  ENOSPC: () => 'is on a disk that is full',
  EDQUOT: () => 'is on a disk whose quota is used up',
  EFBIG: () => 'would be larger than a file may be',
  ELOOP: () => 'leads in a circle: its symbolic links name each other',
  ENAMETOOLONG: () => 'has a name that is too long for this system',
  EMFILE: (use) => `cannot be ${use}: berth has as many files open as it may (\`ulimit -n\`)`,
  ENFILE: (use) => `cannot be ${use}: this machine has as many files open as it may (\`fs.file-max\`)`,
  ENOMEM: (use) => `cannot be ${use} for want of memory`,
  EIO: (use) => `cannot be ${use}: the disk itself fails`,
  ESTALE: (use) => `cannot be ${use}: the network disk it is on has lost it`,
  ENXIO: (use) => `cannot be ${use}: it is a socket or a device`,
  ENODEV: (use) => `cannot be ${use}: it is a device that is not there`,
  EBUSY: () => 'is in use by the system',
  ETXTBSY: () => 'is a program that is running',
};

export type FileUse = 'read' | 'written' | 'run';

/** Why a file could not be used, in words; what has none is told by the system's own code. */
export function describeFileError(code: string, use: FileUse): string {
  return Object.hasOwn(MEANINGS, code) ? MEANINGS[code]!(use) : `cannot be ${use} (${code})`;
}

/** The system's code of an error; its message where it has none. */
export function toErrorCode(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' ? code : String(message);
}
