import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { listMarkedCalls } from './call-lines.ts';

const APP = fileURLToPath(new URL('../../fixtures/apps/writes-late.mjs', import.meta.url));
const END = 'FC Invoke End RequestId: ';
const CALLS_EACH = 40;

// berth may read an answer's last piece in an event loop turn that began before the line was written; a log that is
// looked at only in that turn then puts the line behind the end marker, for one call in fifteen when many overlap.
test('a line written right before the last piece of an answer stands before the end marker of its call', async () => {
  await using berth = await startBerth({ config: `command: ['${process.execPath}', '${APP}']\nport: auto\n` });
  await using client = createCookieClient(berth.port);
  const askOften = async (): Promise<void> => {
    for (let left = CALLS_EACH; left > 0; left--) await client.ask('/');
  };
  await Promise.all(Array.from({ length: 16 }, askOften));
  await expect.poll(() => listMarkedCalls(berth.lines).ended.length).toBe(16 * CALLS_EACH);
  const seen = new Set<string>();
  const endedTooEarly = berth.lines.filter((line) => {
    seen.add(line);
    return line.startsWith(END) && !seen.has(`late ${line.slice(END.length)}`);
  });
  expect(endedTooEarly).toEqual([]);
});
