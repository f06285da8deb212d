import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('the last thing that a program says is quoted for words that are else a remark', () => {
  const words = [
    'No prices found in shop "/srv/shop"',
    'the certificate of the shop has no names',
    'Bad file format reading the ledger of the shop',
    'the pages of the ledger are too small, make them 4096',
    'the shop /srv/a is not a directory',
    'shop: duplicate name "a"',
  ];

  test.for(words)('%s', (line) => {
    expect(recognise(['opening the shop', line])).toMatchObject({ certainty: 'quoted', evidenceAt: [2] });
    expect(recognise(['opening the shop', line, 'exit status 1'])).toMatchObject({ evidenceAt: [2] });
  });

  test.for(words)('but not where it has said more, was up, or lives with it: %s', (line) => {
    expect(recognise([line, 'reading orders', 'lighting lamps'])).toBeNull();
    expect(recognise(['listening on 127.0.0.1:8080', line])).toBeNull();
    expect(recognise([`WARN ${line}`])).toBeNull();
    expect(recognise([`INFO ${line}`])).toBeNull();
  });

  test('also below a line that tells nothing', () => {
    const lines = ['the shop says:', '  ledger: cannot be opened'];
    expect(recognise(lines)).toMatchObject({ certainty: 'quoted', evidenceAt: [2] });
    for (const shown of ['  raise ShopError(', '  Process: 7 ExecStart=/srv/shop (code=exited, status=1/FAILURE)'])
      expect(recognise(['the shop says:', shown])).toBeNull();
  });
});

describe('something sounds wrong', () => {
  test.for([
    'shop.exceptions.ImproperlyNamed: name the shop',
    'OOM allocating 1073741816 places',
    'start.sh: line 8: SHOP_HOST: unbound variable',
    'the shop ended with error code 7',
    'Incorrect Usage: see the flags of the shop',
  ])('in %s', (line) => {
    expect(recognise([line])).not.toBeNull();
  });

  test.for([
    'writing the error log to /srv/shop',
    'error page 404 is /srv/404.html',
    'at=error code=H10 desc="App crashed" method=GET path="/"',
    'celery.exceptions.WorkerShutdown: 0',
    'Job for shop.service failed because the control process exited with error code.',
  ])('but not in %s', (line) => {
    expect(recognise([line])).toBeNull();
  });
});

test('who cries that it ends has not gone on, whatever it dumps behind', () => {
  const dump = ['r0 is 7', 'r1 is 8', 'r2 is 9', 'r3 is 10', 'r4 is 11', 'r5 is 12'].map((line) => `the place ${line}`);
  expect(recognise(['fatal error: the ledger is torn', ...dump])).toMatchObject({ evidenceAt: [1] });
});
