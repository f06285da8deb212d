/** So many characters of a word are looked for in a text. */
export const GRAM_CHARACTERS = 4;
const SLOT_BITS = 15;
export const SLOTS = 1 << SLOT_BITS;
const PART_BITS = 17;
export const PARTS = 1 << PART_BITS;

/** The last four characters as one number. Both cases of a letter are one; what is older than four characters has left the 32 bits. */
export function addCharacter(gram: number, code: number): number {
  return (gram << 8) ^ (code | 0x20);
}

// Fibonacci hashing: the upper bits of the product depend on all characters.
export function toPart(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - PART_BITS);
}

export function toSlot(gram: number): number {
  return toPart(gram) >>> (PART_BITS - SLOT_BITS);
}

/** Every four characters of a text, and where they end. */
export function forEachGram(text: string, act: (gram: number, at: number) => void): void {
  let gram = 0;
  for (let at = 0; at < text.length; at++) {
    gram = addCharacter(gram, text.charCodeAt(at));
    if (at >= GRAM_CHARACTERS - 1) act(gram, at);
  }
}
