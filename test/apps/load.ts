import { createCookieClient } from '../helpers/cookie-client.ts';

/** A bounded stream of requests for one path; the answers are kept in order of arrival. */
export interface Load {
  /** Resolves when so many right answers have come since the call; rejects after 1,000 answers of any kind. */
  waitForGood(count: number): Promise<void>;
  /** Ends the load; resolves with each answer: `right`, `502 APP_CRASHED`, or what else it was. */
  stop(): Promise<readonly string[]>;
}

export interface LoadOptions {
  readonly path: string;
  /** What stands in every right answer, which also has status 200. */
  readonly right: string;
  readonly concurrency: number;
}

/** Starts to ask, so many at a time, each again as soon as it has its answer. */
export function startLoad(port: number, { path, right, concurrency }: LoadOptions): Load {
  const client = createCookieClient(port);
  const results: string[] = [];
  const listeners = new Set<() => void>();
  let isOver = false;

  async function askOnce(): Promise<string> {
    try {
      const answer = await client.ask(path);
      if (answer.status === 200 && answer.text.includes(right)) return 'right';
      return `${answer.status} ${answer.headers['x-berth-error'] ?? 'without a cause'}`;
    } catch (error) {
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
      return results;
    },
  };
}
