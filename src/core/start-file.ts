/** The name under which platforms start a custom runtime, and so berth's start file. */
export const START_FILE = 'bootstrap';

/** Where the start file of the app goes that stood in its place. */
export const MOVED_START_FILE = 'bootstrap.app';

/** Says whether a start file starts berth, whatever version of it: the app's own starts something else. */
export function isBerthStart(text: string): boolean {
  return /\bberth\.cjs\b/.test(text);
}

/** Of dist/, what berth is made of when it is deployed, with the licences of what is in it; source maps are for those who change it. */
export const PROGRAM_FILE: RegExp = /\.(?:cjs|cjs\.cache|mjs|txt)$/;
