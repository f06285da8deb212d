import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/failures/catalogue.ts';
import { renderFailureDocs } from '../../src/failures/docs.ts';
import { ROW_GROUPS } from '../../src/failures/recogniser/table.ts';
import { FC } from '../../src/platform/fc.ts';

const docs = renderFailureDocs(FC);

describe('the docs page of the failures', () => {
  test.for(Object.keys(CATALOGUE))('has an anchor, a section and a table row for %s', (code) => {
    expect(docs).toContain(`<a id="${code}"></a>\n\n## ${code}\n`);
    expect(docs).toContain(`| [\`${code}\`](#${code}) |`);
  });

  test('keeps every table row on one line with five cells', () => {
    const [catalogue = ''] = docs.split('<a id="recogniser">');
    const rows = catalogue.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(Object.keys(CATALOGUE).length + 2);
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7);
  });

  test('shows details in italics, and in angle brackets inside code', () => {
    expect(docs).toContain('Process *process* *status* before it was ready.');
    expect(docs).toContain('raise `proxy.timeouts.<key>`');
    expect(docs).not.toMatch(/(?<!\$)\{\w/);
  });

  test('tells the statuses and the wait of a row', () => {
    expect(docs).toContain('HTTP status 503 with `Retry-After: 10`; exit status 69 if it ends berth.');
    expect(docs).toContain('- **Seen as:** HTTP status 504.');
    expect(docs).toContain('- **Seen as:** exit status 78 if it ends berth.');
    expect(docs).toContain('status 499 in the log, no answer');
  });

  test.for(ROW_GROUPS)('lists all that is recognised of $runtime, two cells a row', ({ runtime, rows }) => {
    const section = docs.split('\n### ').find((part) => part.startsWith(`Said by ${runtime}\n`)) ?? '';
    const lines = section.split('\n').filter((line) => line.startsWith('|'));
    expect(lines).toHaveLength(rows.length + 2);
    for (const line of lines) expect(line.replaceAll('\\|', '').split('|')).toHaveLength(4);
  });
});
