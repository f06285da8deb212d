// The first 200 of something that starts, asked for as a platform's gateway passes a visitor's request on.
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const HEADERS = { host: 'shop.example.com', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };
const POLL_MS = 1;
const LONGEST_MS = 120_000;
const LONGEST_ANSWER_MS = 60_000;

/**
 * Asks until the page answers 200: at once, and again a millisecond after a refusal or any other answer. Rejects if the
 * child ends before.
 */
export async function waitForPage(page, child) {
  const deadline = performance.now() + LONGEST_MS;
  let answer = null;
  while (performance.now() < deadline && child.exitCode === null) {
    answer = await ask(page);
    if (answer === 200) return;
    await delay(POLL_MS);
  }
  throw new Error(`${child.spawnargs.join(' ')} does not answer 200 on ${page.path}, but ${answer}`);
}

/** Resolves with the status of the answer, or with what has become of the request. */
function ask(page) {
  return new Promise((resolve) => {
    const req = request({ ...page, headers: HEADERS, agent: false, timeout: LONGEST_ANSWER_MS }, (res) => {
      resolve(res.statusCode);
      res.once('error', () => {}).resume();
    });
    req.once('timeout', () => req.destroy(new Error('no answer')));
    req.on('error', (error) => resolve(error.message)).end();
  });
}
