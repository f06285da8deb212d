import { CR, FIELD_VALUE, SEMICOLON, TOKEN } from './grammar.ts';

const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const NAME_START = 0;
const NAME = 1;
const VALUE_START = 2;
const VALUE = 3;
const QUOTED = 4;
const QUOTED_PAIR = 5;
const VALUE_END = 6;

/** Where an extension begins, behind its semicolon. */
export const EXTENSION_START: number = NAME_START;
/** Results of a step that are not a state inside: the CR of the line's end was taken; the byte is not allowed. */
export const EXTENSION_END = -1;
export const BAD_EXTENSION = -2;

/**
 * The state behind the next byte of a chunk's extensions (RFC 9112 section 7.1.1), which mean nothing to us; what
 * matters is that nobody can think they end elsewhere. Without the white space that the grammar calls bad: no sender may
 * write it, and Node's parser refuses it too.
 */
export function readExtensionByte(state: number, byte: number): number {
  switch (state) {
    case NAME_START:
      return TOKEN[byte] === 1 ? NAME : BAD_EXTENSION;
    case NAME:
      if (byte === EQUALS) return VALUE_START;
      return TOKEN[byte] === 1 ? NAME : readEnd(byte);
    case VALUE_START:
      if (byte === QUOTE) return QUOTED;
      return TOKEN[byte] === 1 ? VALUE : BAD_EXTENSION;
    case VALUE:
      return TOKEN[byte] === 1 ? VALUE : readEnd(byte);
    case QUOTED:
      if (byte === QUOTE) return VALUE_END;
      if (byte === BACKSLASH) return QUOTED_PAIR;
      return FIELD_VALUE[byte] === 1 ? QUOTED : BAD_EXTENSION;
    case QUOTED_PAIR:
      return FIELD_VALUE[byte] === 1 ? QUOTED : BAD_EXTENSION;
    default:
      return readEnd(byte);
  }
}

function readEnd(byte: number): number {
  if (byte === SEMICOLON) return NAME_START;
  return byte === CR ? EXTENSION_END : BAD_EXTENSION;
}
