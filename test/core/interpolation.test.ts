import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinSegments, parseReference, parseSegments } from '../../src/core/interpolation.ts';

function fill(text: string): string {
  return joinSegments(parseSegments(text), ({ source }) => `<${source}>`);
}

describe('interpolation', () => {
  test.for([
    ['nothing here', 'nothing here'],
    [`\${port}`, `<\${port}>`],
    [`a\${port}b\${runDir}c`, `a<\${port}>b<\${runDir}>c`],
    [`$\${port}`, `\${port}`],
    [`$$\${port}`, `$\${port}`],
    [`$\${a} \${port}`, `\${a} <\${port}>`],
    ['$uri $1 $$ $', '$uri $1 $$ $'],
    [`\${never closed`, `<\${never closed>`],
    [`\${}`, `<\${}>`],
    [`\${env.A:-}`, `<\${env.A:-}>`],
  ])('%j becomes %j', ([text, expected]) => {
    expect(fill(text!)).toBe(expected);
  });

  test('a text without braces comes out as it went in', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('${'));
        expect(fill(text)).toBe(text);
      }),
    );
  });

  test('any text can be written: with every `${` doubled in front it comes out literally', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('${', '}', '$', 'a', '{', 'port')), (pieces) => {
        const text = pieces.join('');
        expect(fill(text.replaceAll('${', () => '$${'))).toBe(text);
      }),
    );
  });

  test('what is put in is not read a second time', () => {
    const segments = parseSegments(`\${env.A}-\${env.A}`);
    expect(joinSegments(segments, () => `\${runDir}`)).toBe(`\${runDir}-\${runDir}`);
  });

  test('every reference keeps its offset in the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        fc.pre(!before.includes('$') && !after.includes('$'));
        const segments = parseSegments(`${before}\${port}${after}`);
        const found = segments.find((segment) => segment.kind === 'reference');
        expect(found).toMatchObject({ source: `\${port}`, offset: before.length, reference: { kind: 'port' } });
      }),
    );
  });
});

describe('reference', () => {
  test.for([
    ['env.HOME', { kind: 'env', name: 'HOME', fallback: null }],
    ['env.A:-', { kind: 'env', name: 'A', fallback: '' }],
    ['env.A:-x:-y z', { kind: 'env', name: 'A', fallback: 'x:-y z' }],
    ['env.A:-two\nlines', { kind: 'env', name: 'A', fallback: 'two\nlines' }],
    ['port', { kind: 'port', processName: null }],
    ['port.php-fpm', { kind: 'port', processName: 'php-fpm' }],
    ['runDir', { kind: 'runDir' }],
    ['configDir', { kind: 'configDir' }],
    ['file.nginx', { kind: 'file', name: 'nginx' }],
    ['program.php-fpm', { kind: 'program', name: 'php-fpm' }],
    ['program.g++', { kind: 'program', name: 'g++' }],
  ] as const)('%j is understood', ([body, expected]) => {
    expect(parseReference(body)).toEqual(expected);
  });

  test.for([
    '',
    ' port',
    'port.',
    'program.',
    'program.a/b',
    'env',
    'env.',
    'env.1A',
    'env.A-B',
    'env.A-x',
    'HOME',
    'file',
    'file.a/b',
    'rundir',
    'toString',
  ])('%j is none of ours', (body) => {
    expect(parseReference(body)).toBeNull();
  });
});
