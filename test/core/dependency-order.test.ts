import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderByDependency } from '../../src/core/dependency-order.ts';

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
