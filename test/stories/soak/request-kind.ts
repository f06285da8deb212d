import { createHash } from 'node:crypto';
import type { Random } from '../../helpers/random.ts';

const LINE = '0123456789abcde\n';
const FILE = LINE.repeat(65_536);

/** One way of asking an app of the soak, and its right answer. */
export interface RequestKind {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** Every app of the soak answers so. */
  readonly expected: string;
  readonly body?: Buffer;
  /** What the client does to its own connection. */
  readonly misdeed?: 'leaves mid-download' | 'leaves mid-upload' | 'reads slowly';
}

const get = (path: string, expected: string): RequestKind => ({ path, method: 'GET', expected });

const body = Buffer.alloc(262_144, 'an upload of a quarter of a mebibyte; ');
const sum = createHash('sha1').update(body).digest('hex');
const upload: RequestKind = { path: '/upload', method: 'POST', body, expected: `${body.length} ${sum}\n` };

const file = get('/file', FILE);

/** What an app is asked for now and then, to make it write 100 000 lines. */
export const FLOOD = get('/flood', 'flooded\n');

const WEIGHTED: ReadonlyArray<readonly [number, RequestKind]> = [
  [60, get('/small', 'small\n')],
  [8, file],
  [8, upload],
  [8, get('/slow', 'slow\n')],
  [8, get('/stream', LINE.repeat(64 * 20))],
  [3, { ...file, misdeed: 'leaves mid-download' }],
  [3, { ...upload, misdeed: 'leaves mid-upload' }],
  [2, { ...file, misdeed: 'reads slowly' }],
];

const KINDS = WEIGHTED.flatMap(([weight, kind]) => Array.from({ length: weight }, () => kind));

export function pickRequestKind(random: Random): RequestKind {
  return random.pick(KINDS);
}
