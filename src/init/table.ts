import type { Finder, Importer } from './finding.ts';

/** All that looks for apps, in no order: what fits best is chosen by its rank. */
export const FINDERS: readonly Finder[] = [];

/** All that reads the files of other tools, the most telling first. */
export const IMPORTERS: readonly Importer[] = [];
