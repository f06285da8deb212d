import { joinSegments, parseSegments } from '../../core/interpolation.ts';
import type { Place } from '../source/place.ts';
import type { Report } from '../source/report.ts';
import { findTarget } from './completion.ts';
import type { Draft } from './draft.ts';
import { type FileKind, type NamedFile, readNamedFile } from './named-file.ts';
import { renderFile } from './replacement.ts';
import type { Resolve } from './resolver.ts';

const TEMPLATE: FileKind = { name: 'template', expected: 'a file that can be read' };

/** A file with everything put in, not written yet. */
export interface RenderedFile {
  readonly name: string;
  /** Where it goes. */
  readonly path: string;
  readonly content: string;
}

/**
 * Renders every file of `files` in memory: files as they are with replacements, and templates. Of those, unset variables and unknown names are reported at their place in the template; a
 * `${…}` that is none of berth's forms is left alone there, for nginx, PHP and shells write their own.
 */
export function renderFiles(draft: Draft, resolve: Resolve, configDir: string): RenderedFile[] {
  return draft.listNames(['files']).flatMap((name) => {
    const file = readNamedFile(draft, ['files', name, 'template'], TEMPLATE, configDir);
    const content = file === null ? renderFile(draft, name, configDir) : render(file, draft.report, resolve);
    const path = findTarget(draft, name);
    return content === null || path === null ? [] : [{ name, path, content }];
  });
}

function render({ text, displayName }: NamedFile, report: Report, resolve: Resolve): string {
  return joinSegments(parseSegments(text), ({ source, offset, reference }) => {
    const resolved = reference === null ? null : resolve(reference);
    if (resolved?.kind === 'text') return resolved.text;
    if (resolved !== null && resolved.kind !== 'spoiled') {
      const kind = resolved.kind === 'unset' ? 'unset' : 'invalid';
      report.atPlace(findPlace(text, offset, displayName), resolved.message, kind);
    }
    return source;
  });
}

function findPlace(text: string, offset: number, file: string): Place {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { kind: 'file', file, line, column: offset - before.lastIndexOf('\n') };
}
