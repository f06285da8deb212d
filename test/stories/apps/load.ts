import type { Berth } from '../../helpers/berth.ts';
import { CutOffAnswer, createCookieClient } from '../../helpers/cookie-client.ts';

/** A bounded stream of requests for one path; the answers are kept in order of arrival. */
export interface Load {
  /** Resolves when so many right answers have come since the call; rejects after 1,000 answers of any kind. */
  waitForGood(count: number): Promise<void>;
  /** Ends the load; resolves with the answers that were neither right nor a failure that names its cause. */
  stop(): Promise<readonly string[]>;
}

export interface LoadOptions {
  readonly path: string;
  /** What stands in every right answer, which also has status 200. */
  readonly right: string;
  readonly concurrency: number;
}

/** A failure is explained by its status and code; one that came in the middle of an answer, by berth's record. */
const EXPLAINED = /^(502|503|cut off) [A-Z_]+$/;

/** Starts to ask, so many at a time, each again as soon as it has its answer. */
export function startLoad(berth: Berth, { path, right, concurrency }: LoadOptions): Load {
  const client = createCookieClient(berth.port);
  const results: string[] = [];
  const listeners = new Set<() => void>();
  let isOver = false;

  async function askOnce(): Promise<string> {
    try {
      const answer = await client.ask(path);
      if (answer.status === 200 && answer.text.includes(right)) return 'right';
      return `${answer.status} ${answer.headers['x-berth-error'] ?? 'without a cause'}`;
    } catch (error) {
      if (error instanceof CutOffAnswer) return describeCutOff(berth, error.requestId);
      return `no answer: ${error}`;
    }
  }
  async function askOn(): Promise<void> {
    while (!isOver) {
      results.push(await askOnce());
      for (const listener of listeners) listener();
    }
  }
  const running = Array.from({ length: concurrency }, askOn);

  return {
    waitForGood: (count) => {
      const from = results.length;
      return new Promise((resolve, reject) => {
        const listener = (): void => {
          const answers = results.slice(from);
          const isEnough = answers.filter((result) => result === 'right').length >= count;
          if (!isEnough && answers.length < 1000) return;
          listeners.delete(listener);
          if (isEnough) resolve();
          else reject(new Error(`no ${count} right answers among these:\n${[...new Set(answers)].join('\n')}`));
        };
        listeners.add(listener);
      });
    },
    stop: async () => {
      isOver = true;
      await Promise.all(running);
      await client[Symbol.asyncDispose]();
      return results.filter((result) => result !== 'right' && !EXPLAINED.test(result));
    },
  };
}

async function describeCutOff(berth: Berth, requestId: string): Promise<string> {
  const line = await berth.waitForLine(new RegExp(`"event":"call","requestId":"${requestId}"`));
  return `cut off ${JSON.parse(line).code ?? 'without a cause'}`;
}
