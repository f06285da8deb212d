import type { SaidLine } from './said-line.ts';

const EMPTY = /^Context \[[^\]]*\] startup failed due to previous errors/;

/** A server for apps tells that the app in it did not start; it is up itself, and serves nothing of it. */
export function tellsEmpty({ texts }: SaidLine): boolean {
  return EMPTY.test(texts[0]!);
}

/** The server is up, but not what it is to serve. */
export function isEmptyStart(said: readonly SaidLine[], index: number): boolean {
  return /\bServer startup in\b/i.test(said[index]!.texts[0]!) && said.slice(0, index).some(tellsEmpty);
}
