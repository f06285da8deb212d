import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Berth } from '../../helpers/berth.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { startWordPressSite, WORDPRESS_PACKAGES, type WordPressSite } from './wordpress-site.ts';

const packages = await requirePackages(WORDPRESS_PACKAGES);

describe.skipIf(packages.skipReason !== null)(packages.title('A call that WordPress spoils'), () => {
  let site: WordPressSite;
  beforeAll(async () => {
    site = await startWordPressSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('for a wrong password of the database has that for its cause, and a cure, in its record', async () => {
    await using berth = await site.startAnother({ env: { WORDPRESS_DB_PASSWORD: 'wrong' } });
    const { answer, record } = await spoil(berth, '/');
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('Error establishing a database connection');
    expect(record).toMatchObject({ status: 500, by: 'app', level: 'info', certainty: 'likely' });
    expect(record['cause']).toBe('MySQL does not let wordpress in from localhost.');
    expect(record['cure']).toContain('Correct the user and password');
  });

  test('for a database that is not there has that for its cause', async () => {
    await using berth = await site.startAnother({ env: { WORDPRESS_DB_HOST: 'localhost:/nowhere/mysqld.sock' } });
    const { record } = await spoil(berth, '/');
    expect(record['cause']).toContain('The app cannot reach its MySQL database: No such file or directory');
  });

  test.for([
    ['SIGSEGV', 11],
    ['SIGKILL', 9],
  ] as const)(
    'because its worker was killed by %s says so, and the app’s own 502 is passed on',
    async ([name, signal]) => {
      const { answer, record } = await spoil(site.berth, `/?provoke=signal&id=${signal}`);
      expect([answer.status, answer.headers['x-berth-error']]).toEqual([502, undefined]);
      expect(answer.text).toContain('<center>nginx</center>');
      expect(record).toMatchObject({ status: 502, by: 'app', certainty: 'certain' });
      expect(record['cause']).toContain(`A worker of php-fpm’s pool wordpress was killed by ${name}`);
    },
  );

  test('beside others because its worker was killed is told that as likely, and the others nothing', async () => {
    await using client = createCookieClient(site.berth.port);
    const [lost, ...good] = await Promise.all(
      ['/?provoke=signal&id=11', '/', '/', '/'].map((path) => client.ask(path)),
    );
    const record = await waitForRecord(site.berth, lost?.requestId ?? '');
    expect(record['cause']).toContain('was killed by SIGSEGV');
    for (const { requestId } of good) expect((await waitForRecord(site.berth, requestId))['cause']).toBeUndefined();
  });

  test('by an exception has its words in the record', async () => {
    const { record } = await spoil(site.berth, '/?provoke=exception&id=ahoy');
    expect(record).toMatchObject({ status: 500, certainty: 'likely' });
    expect(record['cause']).toContain('RuntimeException: provoked exception ahoy');
  });
});

async function spoil(berth: Berth, path: string) {
  await using client = createCookieClient(berth.port);
  const answer = await client.ask(path);
  return { answer, record: await waitForRecord(berth, answer.requestId) };
}

async function waitForRecord(berth: Berth, requestId: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await berth.waitForLine(new RegExp(`"event":"call","requestId":"${requestId}"`)));
}
