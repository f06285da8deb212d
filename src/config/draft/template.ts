import { joinSegments, parseSegments } from '../../core/interpolation.ts';
import type { Place } from '../source/place.ts';
import type { Facts } from './fact.ts';
import { type FileContext, type NamedFile, readNamedFile } from './named-file.ts';
import type { Resolve } from './resolver.ts';

/** A template with everything put in, not written yet. */
export interface RenderedTemplate {
  readonly name: string;
  /** Where it goes. */
  readonly path: string;
  readonly content: string;
}

/** What templates are read with. */
export interface TemplateContext extends FileContext {
  readonly facts: Facts;
  readonly resolve: Resolve;
}

/**
 * Renders every template in memory. Unset variables and unknown names are reported at their place in the template; a
 * `${…}` that is none of berth's forms is left alone there, for nginx, PHP and shells write their own.
 */
export function renderTemplates(tree: unknown, context: TemplateContext): RenderedTemplate[] {
  return [...context.facts.files].flatMap(([name, target]) => {
    const file = readNamedFile(tree, ['files', name, 'template'], 'template', context);
    const content = file === null ? null : renderTemplate(file, context);
    return target === null || content === null ? [] : [{ name, path: target, content }];
  });
}

function renderTemplate({ text, displayName }: NamedFile, context: TemplateContext): string {
  return joinSegments(parseSegments(text), ({ source, offset, reference }) => {
    if (reference === null) return source;
    const resolved = context.resolve(reference);
    if (resolved.kind === 'text') return resolved.text;
    if (resolved.kind !== 'spoiled') {
      const kind = resolved.kind === 'unset' ? 'unset' : 'invalid';
      context.report.problems.add({ kind, place: findPlace(text, offset, displayName), message: resolved.message });
    }
    return source;
  });
}

function findPlace(text: string, offset: number, file: string): Place {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { kind: 'file', file, line, column: offset - before.lastIndexOf('\n') };
}
