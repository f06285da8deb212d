import { describe, expect, test } from 'vitest';

const { measureRounds } = await import(new URL('../../bench/rounds.mjs', import.meta.url).href);

const TARGETS = ['a', 'b', 'c'].map((name) => ({ name }));

/** What a round may have met; without anything, nothing. */
function toRound({ stolen = 0, foreign = 0, perSecond = 1 }) {
  return { stolen, foreign, perSecond };
}

describe('rounds', () => {
  test('go through all targets and back again', async () => {
    const order: string[] = [];
    await measureRounds(TARGETS, 2, ({ name }: { name: string }) => {
      order.push(name);
      return toRound({});
    });
    expect(order.join('')).toBe('abccba');
  });

  test.for([
    ['the host', [{ stolen: 0.2 }, { stolen: 0.1 }, { stolen: 0.3 }]],
    ["others on the proxy's core", [{ foreign: 0.9 }, { foreign: 0.2 }, { foreign: 0.4 }]],
    ['the host or others', [{ foreign: 0.9 }, { stolen: 0.01 }, { stolen: 0.02 }]],
    ['something that let no answer through', [{ perSecond: 0 }, { foreign: 0.9 }, { perSecond: 0 }]],
  ])('that %s disturbed are measured again, and the least disturbed try counts', async ([, tries]) => {
    const rounds = (tries as object[]).map(toRound);
    const measured = await measureRounds([{ name: 'a' }], 4, () => rounds.shift() ?? toRound({}));
    expect(measured.a).toEqual([toRound((tries as object[])[1]!), toRound({}), toRound({}), toRound({})]);
  });

  test('that were hardly disturbed count as they are', async () => {
    const rounds = [{ stolen: 0.005 }, { foreign: 0.1 }].map(toRound);
    const measured = await measureRounds([{ name: 'a' }], 2, () => rounds.shift());
    expect(measured.a).toEqual([{ stolen: 0.005 }, { foreign: 0.1 }].map(toRound));
  });

  test('are repeated no more than half as often as they are many, however bad the hour', async () => {
    let tries = 0;
    await measureRounds(TARGETS, 4, () => {
      tries++;
      return toRound({ stolen: 0.5 });
    });
    expect(tries).toBe(18);
  });

  test('in which a target never answers are no numbers', async () => {
    const measured = measureRounds([{ name: 'a' }], 1, () => toRound({ perSecond: 0 }));
    await expect(measured).rejects.toThrow('a answered nothing, 3 times over');
  });
});
