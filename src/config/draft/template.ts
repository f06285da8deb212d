import { readFileSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { joinSegments, parseSegments } from '../../core/interpolation.ts';
import { type ConfigPath, describePath, getAt, type Place } from '../source/place.ts';
import type { Report } from '../source/report.ts';
import type { Facts } from './fact.ts';
import type { Resolve } from './resolver.ts';

/** A template with everything put in, not written yet. */
export interface RenderedTemplate {
  readonly name: string;
  /** Where it goes. */
  readonly path: string;
  readonly content: string;
}

/** What templates are read with. */
export interface TemplateContext {
  readonly facts: Facts;
  readonly report: Report;
  readonly resolve: Resolve;
  readonly configDir: string;
  /** How problems name a file. */
  readonly toDisplayName: (file: string) => string;
}

/**
 * Renders every template in memory. Unset variables and unknown names are reported at their place in the template; a
 * `${…}` that is none of berth's forms is left alone there, for nginx, PHP and shells write their own.
 */
export function renderTemplates(tree: unknown, context: TemplateContext): RenderedTemplate[] {
  return [...context.facts.files].flatMap(([name, target]) => {
    const path = ['files', name, 'template'];
    const template = getAt(tree, path);
    if (typeof template !== 'string' || template === '' || context.report.problems.isSpoiled(path)) return [];
    const content = renderTemplate(resolvePath(context.configDir, template), path, context);
    return target === null || content === null ? [] : [{ name, path: target, content }];
  });
}

function renderTemplate(file: string, path: ConfigPath, context: TemplateContext): string | null {
  const text = readTemplate(file, path, context);
  if (text === null) return null;
  return joinSegments(parseSegments(text), ({ source, offset, reference }) => {
    if (reference === null) return source;
    const resolved = context.resolve(reference);
    if (resolved.kind === 'text') return resolved.text;
    if (resolved.kind !== 'spoiled') {
      const kind = resolved.kind === 'unset' ? 'unset' : 'invalid';
      const place = findPlace(text, offset, describeTemplate(file, path, context));
      context.report.problems.add({ kind, place, message: resolved.message });
    }
    return source;
  });
}

/** A path made of variables is told as it is written, for the values of variables are not told. */
function describeTemplate(file: string, path: ConfigPath, { report, toDisplayName }: TemplateContext): string {
  if (!report.isConcealed(path)) return toDisplayName(file);
  return report.document.getSourceText(path) ?? describePath(path);
}

function readTemplate(file: string, path: ConfigPath, context: TemplateContext): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (error) {
    const reason = describeReadError(error);
    context.report.atValue(
      path,
      `the template ${describeTemplate(file, path, context)} ${reason}, expected a file that can be read`,
    );
    return null;
  }
}

/** Why a file could not be read, as the predicate of a sentence. */
export function describeReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not UTF-8';
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read by this user' : `cannot be read (${code})`;
}

function findPlace(text: string, offset: number, file: string): Place {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { kind: 'file', file, line, column: offset - before.lastIndexOf('\n') };
}
