import { describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { ask, server, startApp } from '../misbehaviour/misbehaving-app.ts';

const packages = await requirePackages(['perl', 'python3']);

describe.skipIf(packages.skipReason !== null)(packages.title('A script that speaks HTTP by hand'), () => {
  const transports = [['h1'], ['node-client']] as const;

  test.for(transports)('is served, if it is Perl with bare LFs and says its length twice (%s)', async ([transport]) => {
    await using berth = await startApp(['perl', server('bare-lf.pl')], {
      upstream: { transport },
      ready: { http: '/ready' },
    });
    for (let i = 0; i < 3; i++) {
      expect(await ask(berth, `/page/${i}`)).toMatchObject({ status: 200, message: `You asked for /page/${i}\n` });
    }
  });

  test.for(transports)('is served, if it is Python with chunks in HTTP/1.0 (%s)', async ([transport]) => {
    await using berth = await startApp(['python3', server('hand-chunked.py')], { upstream: { transport } });
    expect(await ask(berth, '/')).toMatchObject({ status: 200, message: 'hello' });
  });

  test.for([
    ['/folded', /folded/, /line break/, 'h1'],
    ['/both', /both Content-Length and Transfer-Encoding/, /sent chunked/, 'node-client'],
  ] as const)('is told what it does wrong at %s', async ([path, message, cause, transport]) => {
    await using berth = await startApp(['python3', server('hand-chunked.py')], { upstream: { transport } });
    expect(await ask(berth, path)).toMatchObject({ status: 502, message: expect.stringMatching(message) });
    await berth.waitForLine(/"code":"APP_BAD_RESPONSE"/);
    const record = berth.records.find(({ code }) => code === 'APP_BAD_RESPONSE');
    expect(record).toMatchObject({
      cause: expect.stringMatching(cause),
      cure: expect.stringMatching(/insecureHTTPParser/),
    });
  });

  test.for([['/folded'], ['/both']] as const)(
    'is served at %s too where the lenient parser is asked for',
    async ([path]) => {
      const upstream = { insecureHTTPParser: true };
      await using berth = await startApp(['python3', server('hand-chunked.py')], { upstream });
      expect(await ask(berth, path)).toMatchObject({ status: 200, message: 'hello' });
    },
  );
});
