/** A command of these words as the config has it: as a line where that is cut into the same words again, else as a list. */
export function toCommand(words: readonly string[]): string | readonly string[] {
  return words.every((word) => /^[\w%+,./:=@${}-]+$/.test(word)) ? words.join(' ') : words;
}
