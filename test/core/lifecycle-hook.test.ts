import { expect, test } from 'vitest';
import { HOOK_BY_CONTROL_PATH } from '../../src/core/lifecycle-hook.ts';

test.for([
  ['/initialize', 'Initialize'],
  ['/pre-freeze', 'PreFreeze'],
  ['/pre-stop', 'PreStop'],
  ['/invoke', undefined],
  ['/http-invoke', undefined],
  ['/Initialize', undefined],
  ['', undefined],
] as const)('the control path %j stands for %s', ([path, hook]) => {
  expect(HOOK_BY_CONTROL_PATH.get(path)).toBe(hook);
});
