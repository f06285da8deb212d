import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** An answer as a client sees it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A GET whose path is sent as it is: fetch would put `..` and `//` in order. */
export function rawGet(port: number, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    sent.on('error', reject).end();
  });
}
