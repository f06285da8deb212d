import { toShellLine } from '../core/shell-word.ts';

/** A command of these words as the line that the config has; references like `${port}` stay as they are. */
export function toCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]*(\$\{[\w.]+\}[\w@%+=:,./-]*)+$/.test(word) ? word : toShellLine([word])))
    .join(' ');
}
