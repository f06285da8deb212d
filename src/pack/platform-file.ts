/** The file that a platform's own tool deploys by; it lies in the app's folder, and not in the package. */
export interface PlatformFile {
  /** Below the app's folder. */
  readonly name: string;
  /** Its text now; null: as it is there already. */
  readonly text: string | null;
  /** What was done to it, a line each without an end. */
  readonly changes: readonly string[];
}

/** A text that is there already, as the name of its file and what is in it. */
export interface PresentFile {
  readonly name: string;
  readonly text: string;
}

const MOST_LETTERS = 48;

/** A name that every platform takes for a function or a service: small letters, digits and hyphens. */
export function toServiceName(folderName: string): string {
  const name = folderName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, MOST_LETTERS)
    .replace(/-+$/, '');
  return name === '' ? 'app' : name;
}
