/** As many bytes as tell one protocol from another. */
const SHOWN_BYTES = 80;

/** The first bytes of a message as visible ASCII in one line: `\r\n` for a line end, `\x15` for what has no letter. */
export function escapeBytes(bytes: Uint8Array, most = SHOWN_BYTES): string {
  const shown = [...bytes.subarray(0, most)].map(escapeByte).join('');
  return bytes.length > most ? `${shown}…` : shown;
}

function escapeByte(byte: number): string {
  if (byte === 0x0d) return '\\r';
  if (byte === 0x0a) return '\\n';
  if (byte === 0x5c) return '\\\\';
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}
