const LONGEST_REQUEST_ID = 128;

/**
 * Says whether a request id from outside may be written into a log line and a header: visible ASCII, 1 to 128
 * characters. Anything else (a space, a line break, a control character) could forge a log line.
 */
export function isSafeRequestId(value: string): boolean {
  if (value.length === 0 || value.length > LONGEST_REQUEST_ID) return false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}

/**
 * Creates a minting function for request ids in the shape FC 3.0 uses (`1-` time `-` random `-` sequence, all hex), so
 * that tools which parse the platform's ids accept ours. `randomHex(n)` must return n random hex digits.
 */
export function createRequestIdMint(nowMs: () => number, randomHex: (digits: number) => string): () => string {
  const instance = randomHex(8);
  let sequence = Number.parseInt(randomHex(8), 16);
  let second = -1;
  let prefix = '';
  return () => {
    const now = Math.floor(nowMs() / 1000);
    if (now !== second) {
      second = now;
      prefix = `1-${now.toString(16).padStart(8, '0')}-${instance}-`;
    }
    sequence = (sequence + 1) % 0x1000000000000;
    return prefix + sequence.toString(16).padStart(12, '0');
  };
}
