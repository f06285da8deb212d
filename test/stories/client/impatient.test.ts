import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { eventually, server } from '../misbehaviour/misbehaving-app.ts';

const run = promisify(execFile);
const packages = await requirePackages(['curl']);

describe.skipIf(packages.skipReason !== null)(
  packages.title('curl with a limit of time, and an app that starts slowly'),
  () => {
    test.for([['h1'], ['node-client']] as const)(
      'three tries that gave up and one that stays are one order (%s)',
      async ([transport]) => {
        const folder = createFolder({});
        const config = JSON.stringify({
          command: ['node', server('takes-orders.mjs')],
          port: 'auto',
          env: { FOLDER: folder },
          upstream: { transport },
        });
        await using berth = await startBerth({ config });
        const order = (n: number, ...args: string[]) =>
          run('curl', ['-sS', '--data-binary', `n=${n}`, ...args, `http://127.0.0.1:${berth.port}/order/${n}`]);
        await Promise.all(
          [1, 2, 3].map((n) => expect(order(n, '--max-time', '0.3')).rejects.toMatchObject({ code: 28 })),
        );
        const gone = () => berth.records.filter(({ code }) => code === 'CLIENT_GONE');
        await eventually(() => expect(gone()).toHaveLength(3));
        const last = order(4, '--max-time', '60');
        writeFileSync(join(folder, 'go'), '');
        expect((await last).stdout).toBe('taken');
        expect(berth.lines.filter((line) => line.startsWith('took POST'))).toEqual(['took POST /order/4']);
      },
    );
  },
);
