import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: x\nport: 8000\n';

describe('error pages of a config', () => {
  test('are read with the type of their ending', async () => {
    const config = `${APP}errors: { page: sub/502.html, pages: { 503: closed.TXT, "504": late.xhtml } }\n`;
    const files = { 'sub/502.html': '<p>ünï', 'closed.TXT': 'closed', 'late.xhtml': '<html/>' };
    const { settings } = await loadConfig(config, { files });
    expect(settings.errors).toEqual({
      detail: 'brief',
      page: { contentType: 'text/html; charset=utf-8', text: '<p>ünï' },
      pages: new Map([
        [503, { contentType: 'text/plain; charset=utf-8', text: 'closed' }],
        [504, { contentType: 'application/xhtml+xml; charset=utf-8', text: '<html/>' }],
      ]),
    });
  });

  test('may be none', async () => {
    expect((await loadConfig(APP)).settings.errors).toEqual({ detail: 'brief', page: null, pages: new Map() });
  });

  const expected = 'expected a file in UTF-8 (.html, .htm, .xhtml, .txt)';
  test.for([
    ['page: no.html', `3:17: the page no.html does not exist, ${expected}`],
    ['page: .', `3:17: the page FOLDER is a folder, ${expected}`],
    ['page: page.php', `3:17: the page page.php has another ending, ${expected}`],
    ['pages: { 503: no.html }', `3:25: the page no.html does not exist, ${expected}`],
    ['page: large.html', '3:17: the page large.html is 1048577 bytes long, expected 1MiB at most'],
    [
      'pages: { 404: a.html }',
      '3:20: errors.pages.404 is a bad name, expected a status that berth answers with (400, 408, 413, 414, 431, 500, 502, 503, 504)',
    ],
    ['pages: [a.html]', '3:18: errors.pages is a list, expected a mapping of statuses to files'],
    ['page: ""', "3:17: errors.page is '', expected a file (.html, .htm, .xhtml or .txt)"],
  ])('`%s` is refused', async ([keys, problem]) => {
    const files = { 'page.php': '', 'a.html': '', 'large.html': 'x'.repeat(1_048_577) };
    const { problems } = await refuseConfig(`${APP}errors: { ${keys} }\n`, { files });
    expect(problems.map((one) => one.replace(/\/tmp\/berth-test-\w+/, 'FOLDER'))).toEqual([`berth.yaml:${problem}`]);
  });
});
