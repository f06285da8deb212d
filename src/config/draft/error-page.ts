import { extname } from 'node:path';
import type { ErrorPage, ErrorSettings } from '../../core/settings.ts';
import { formatSize } from '../../core/size.ts';
import type { ConfigPath } from '../source/place.ts';
import type { Draft } from './draft.ts';
import { type FileKind, readNamedFile } from './named-file.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.htm': 'text/html; charset=utf-8',
  '.xhtml': 'application/xhtml+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

const KIND: FileKind = { name: 'page', expected: `a file in UTF-8 (${Object.keys(CONTENT_TYPES).join(', ')})` };

/** It is kept in memory, and sent when much else may be wrong. */
const LARGEST_PAGE_BYTES = 1_048_576;

/** The pages of `errors`, read; those that cannot be are reported and left out. */
export function readErrorPages(draft: Draft, configDir: string): Pick<ErrorSettings, 'page' | 'pages'> {
  const statuses = draft.listNames(['errors', 'pages']);
  const pages = statuses.map(
    (status) => [Number(status), readPage(draft, ['errors', 'pages', status], configDir)] as const,
  );
  return {
    page: readPage(draft, ['errors', 'page'], configDir),
    pages: new Map(pages.flatMap(([status, page]) => (page === null ? [] : [[status, page]]))),
  };
}

function readPage(draft: Draft, path: ConfigPath, configDir: string): ErrorPage | null {
  const file = readNamedFile(draft, path, KIND, configDir);
  if (file === null) return null;
  const bytes = Buffer.byteLength(file.text);
  const contentType = CONTENT_TYPES[extname(draft.getText(path) ?? '').toLowerCase()];
  if (bytes <= LARGEST_PAGE_BYTES && contentType !== undefined) return { contentType, text: file.text };
  const fault = contentType === undefined ? 'has another ending' : `is ${bytes} bytes long`;
  const expected = contentType === undefined ? KIND.expected : `${formatSize(LARGEST_PAGE_BYTES)} at most`;
  draft.report.atValue(path, `the ${KIND.name} ${file.displayName} ${fault}, expected ${expected}`);
  return null;
}
