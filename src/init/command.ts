import { toShellLine } from '../core/shell-word.ts';

/** A command of these words as the line that the config has; references like `${port}` stay as they are. */
export function toCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]*(\$\{[\w.]+\}[\w@%+=:,./-]*)+$/.test(word) ? word : toShellLine([word])))
    .join(' ');
}

/** A command that is typed in a folder of the app, from the app's own folder. */
export function inPlace(command: string, place: string): string {
  return place === '' || place === '.' ? command : `(cd ${place} && ${command})`;
}
