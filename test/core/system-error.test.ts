import { describe, expect, test } from 'vitest';
import { describeFileError, toErrorCode } from '../../src/core/system-error.ts';

const CODES =
  'ENOENT ENOTDIR EISDIR EEXIST EACCES EPERM EROFS ENOSPC EDQUOT EFBIG ELOOP ENAMETOOLONG EMFILE ENFILE ENOMEM EIO ESTALE ENXIO ENODEV EBUSY ETXTBSY';

describe('an error of the system', () => {
  test.for(CODES.split(' '))('%s is told in words', (code) => {
    for (const use of ['read', 'written', 'run'] as const) {
      expect(describeFileError(code, use)).toMatch(/^(?:is|does|may|cannot|has|leads|would) /);
      expect(describeFileError(code, use)).not.toContain(code);
    }
  });

  test('of no known kind is told by its code, or by its message', () => {
    expect(describeFileError('EXDEV', 'written')).toBe('cannot be written (EXDEV)');
    expect(describeFileError('toString', 'read')).toBe('cannot be read (toString)');
    expect(toErrorCode(Object.assign(new Error('x'), { code: 'EROFS' }))).toBe('EROFS');
    expect(toErrorCode(new Error('no code'))).toBe('no code');
  });
});
