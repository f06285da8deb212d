import type { AppFolder } from '../app-folder.ts';

/** What composer.json says an app is made of. */
export interface Requirements {
  /** Without PHP itself and its extensions. */
  readonly packages: readonly string[];
  /** The folder that Composer puts them into. */
  readonly vendor: string;
}

export function readRequirements(folder: AppFolder): Requirements {
  const manifest = folder.readJson('composer.json');
  const vendor = (manifest?.['config'] as { 'vendor-dir'?: unknown } | undefined)?.['vendor-dir'];
  const names = Object.keys((manifest?.['require'] as object | undefined) ?? {});
  return {
    packages: names.filter((name) => name.includes('/')),
    vendor: typeof vendor === 'string' ? vendor.replace(/\/$/, '') : 'vendor',
  };
}
