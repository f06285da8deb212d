import { expect, test } from 'vitest';
import { parseTemplate } from '../../src/core/event-template.ts';

test.for([
  ['/wp-cron.php?doing_wp_cron', ['/wp-cron.php?doing_wp_cron']],
  ['{{payload}}', [{ path: 'payload' }]],
  [
    '/a/{{ events.0.oss.object.key }}/{{.}}?x={{b}}',
    ['/a/', { path: 'events.0.oss.object.key' }, '/', { path: '.' }, '?x=', { path: 'b' }],
  ],
  ['{"a":{"b":1}}', ['{"a":{"b":1}}']],
  ['', []],
  ['{{', null],
  ['{{}}', null],
  ['{{a b}}', null],
  ['{{a}} {{b', null],
] as const)('%j is cut at its places', ([text, parts]) => {
  expect(parseTemplate(text)).toEqual(parts);
});
