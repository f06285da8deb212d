import { describe, expect, test } from 'vitest';
import { listScalarPaths } from '../../../src/config/key-map.ts';
import { setAt, toVariableName } from '../../../src/config/override.ts';

describe('override', () => {
  test('no two keys of the schema share a variable', () => {
    const tree = { processes: { 'php-fpm': {}, nginx: {} }, files: { a: {} } };
    const names = listScalarPaths(tree).map(toVariableName);
    expect(names).toContain('BERTH_PROXY_CLIENT_TIMEOUTS_BODY_IDLE');
    expect(names).toContain('BERTH_PROCESSES_PHP_FPM_READY_HTTP');
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('a tree is copied, never changed', () => {
    const tree = Object.freeze({ proxy: Object.freeze({ engine: 'wire' }), logs: 'relay' });
    expect(setAt(tree, ['proxy', 'queue', 'max'], 5).tree).toEqual({
      proxy: { engine: 'wire', queue: { max: 5 } },
      logs: 'relay',
    });
    expect(setAt(tree, ['logs', 'label'], true)).toEqual({
      tree: { proxy: { engine: 'wire' }, logs: { mode: 'relay', label: true } },
      path: ['logs', 'label'],
    });
  });
});
