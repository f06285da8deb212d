import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('where no line sounds of anything wrong', () => {
  test.for([
    ["'open shop' is not a sealed door"],
    ['No price lists found in /srv/shop'],
    ['shop.errors.PriceMissing: apple'],
    ['Refusing to open with an insecure seal'],
    ['The seal has already been broken'],
  ])('the last plain words are quoted: %s', ([words]) => {
    const lines = ['Opening the shop', words!, 'npm error code 1'];
    expect(recognise(lines)).toMatchObject({ certainty: 'quoted', evidenceAt: [2] });
  });

  test('what stands indented below a line is quoted', () => {
    const lines = ['  The shop', '    The seal could not be verified', 'Opening'];
    expect(recognise(lines)).toMatchObject({ certainty: 'quoted', evidenceAt: [2] });
  });

  test.for([
    [['No price lists found in /srv/shop', 'Opening the shop', 'The shop is open for today', 'Sold an apple']],
    [['INFO No price lists found']],
    [['That the seal is red is not a problem']],
    [['No price lists found', 'Server listening on port 3000']],
    [['shop.signals.ShopShutdown: by Ann']],
    [
      [
        '● shop.service - Shop',
        '   Active: failed (Result: exit-code) since Mon',
        '  Process: 7 ExecStart=/srv/shop (code=exited)',
      ],
    ],
    [['  File "/srv/shop.py", line 1, in open', '    raise SystemError(0)']],
  ] as ReadonlyArray<readonly [readonly string[]]>)('nothing is of %j', ([lines]) => {
    expect(recognise(lines)).toBeNull();
  });

  test('an alarm counts more', () => {
    const lines = ['Error: the seal is broken', 'No price lists found in /srv/shop'];
    expect(recognise(lines)?.evidenceAt).toEqual([1]);
  });
});

describe('cries that look like frames', () => {
  test("Ruby's first line of a stack is quoted", () => {
    const lines = [
      "/srv/shop/price.rb:30:in `fetch': no price for apple (Shop::PriceError)",
      "\tfrom /srv/shop/price.rb:3:in `open'",
    ];
    expect(recognise(lines)?.evidenceAt).toEqual([1]);
  });

  test('what a virtual machine says behind a sign is quoted', () => {
    const lines = ['#', '# Native seal (wax) failed to hold 7 bytes', '# An error report is in:', '# /srv/hs_err.log'];
    expect(recognise(lines)).toMatchObject({ evidenceAt: [2] });
  });

  test('to try again is the advice of one who has ended, not what the app does', () => {
    expect(recognise(['Could not find the seal. Please install it and try again.', 'sealed'])?.certainty).toBe(
      'quoted',
    );
  });
});

test('who failed to start in one way or another says why behind it', () => {
  const lines = ['Failed to start shop (with profile red): shop.PriceException: no price for apple'];
  expect(recognise(lines)).not.toBeNull();
  expect(recognise(['Failed to start shop (with profile red)'])).toBeNull();
});
