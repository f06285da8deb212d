import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findLongestGraceMs, orderByDependency, weighLongestChain } from '../../src/core/dependency-order.ts';

describe('dependency order', () => {
  test('a name stands after everything it depends on, and otherwise where it was', () => {
    const dependencies = new Map([
      ['nginx', ['php', 'migrate']],
      ['php', ['migrate']],
      ['cron', []],
      ['migrate', []],
    ]);
    expect(orderByDependency(dependencies)).toEqual({ kind: 'order', names: ['migrate', 'php', 'nginx', 'cron'] });
  });

  test('names that wait for each other are told as a circle', () => {
    const dependencies = new Map([
      ['x', ['a']],
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
    ]);
    expect(orderByDependency(dependencies)).toEqual({ kind: 'cycle', names: ['a', 'b', 'c', 'a'] });
  });

  test('a dependency nobody has is ignored', () => {
    expect(orderByDependency(new Map([['a', ['ghost']]]))).toEqual({ kind: 'order', names: ['a'] });
  });

  test('every graph is either ordered rightly or shown to have a circle', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const graphs = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 8 });
    fc.assert(
      fc.property(graphs, (edges) => {
        const dependencies = new Map(
          names.map((name) => [name, edges.filter(([from]) => from === name).map(([, to]) => to)]),
        );
        const order = orderByDependency(dependencies);
        if (order.kind === 'order') {
          expect(order.names.toSorted()).toEqual(names);
          for (const [from, to] of edges) expect(order.names.indexOf(to)).toBeLessThan(order.names.indexOf(from));
        } else {
          expect(order.names[0]).toBe(order.names.at(-1));
          for (const [index, name] of order.names.slice(0, -1).entries()) {
            expect(dependencies.get(name)).toContain(order.names[index + 1]);
          }
        }
      }),
    );
  });
});

describe('a chain of what waits for each other', () => {
  const of = (name: string, ...after: string[]) => ({ name, after });
  const order = [of('make'), of('php', 'make'), of('cache'), of('nginx', 'php', 'cache'), of('cron', 'ghost')];

  test.for([
    [[], {}, 0],
    [order, { make: 1, php: 1, cache: 1, nginx: 1, cron: 1 }, 3],
    [order, { php: 2, cache: 5, nginx: 1 }, 6],
    [order, { cron: 9, nginx: 1 }, 9],
  ] as const)('weighs as much as all in it: %#', ([items, weights, whole]) => {
    const known: Readonly<Record<string, number>> = weights;
    expect(weighLongestChain(items, ({ name }) => known[name] ?? 0)).toBe(whole);
  });

  test('of processes takes their grace periods to end, without those that have ended by themselves', () => {
    const processes = order.map((one) => ({ ...one, kind: one.name === 'make' ? 'oneshot' : 'essential' }));
    expect(findLongestGraceMs(processes.map((one) => ({ ...one, gracePeriodMs: 1_000 })))).toBe(2_000);
  });
});
