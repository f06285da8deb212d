import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PLATFORM_NAMES } from '../../src/core/settings.ts';
import { PLATFORMS } from '../../src/platform/choose-platform.ts';
import { renderPlatformDocs } from '../../src/platform/docs.ts';
import { ROOT } from '../helpers/deployed-folder.ts';

test('every platform that a config may name is told of on its page, once', () => {
  const page = renderPlatformDocs(PLATFORMS);
  const told = [...page.matchAll(/^## .* \(`platform: (\S+)`\)$/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual([...PLATFORM_NAMES].sort());
  expect(readFileSync(join(ROOT, 'docs/platforms.md'), 'utf8')).toBe(page);
});
