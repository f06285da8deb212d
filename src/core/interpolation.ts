/** What a `${…}` names. */
export type Reference =
  | { readonly kind: 'env'; readonly name: string; readonly fallback: string | null }
  | { readonly kind: 'port'; readonly processName: string | null }
  | { readonly kind: 'runDir' }
  | { readonly kind: 'configDir' }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'program'; readonly name: string };

/** A text cut at its `${…}`. `source` is the reference as written; `reference` is null if it is none of ours. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'reference';
      readonly source: string;
      readonly offset: number;
      readonly reference: Reference | null;
    };

const ENV_REFERENCE = /^env\.([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const NAME = /^[A-Za-z_][\w-]*$/;
const PROGRAM_NAME = /^[\w.+-]+$/;

/**
 * Cuts a text at every `${…}`; `$${` stands for a literal `${`. A `${` without its `}` is a reference to nothing that
 * reaches to the end of the text. `$name` without braces is text: nginx and shells own that form.
 */
export function parseSegments(text: string): Segment[] {
  const segments: Segment[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('${', at);
    if (open === -1) break;
    if (open > at && text[open - 1] === '$') {
      literal += `${text.slice(at, open - 1)}\${`;
      at = open + 2;
      continue;
    }
    literal += text.slice(at, open);
    if (literal !== '') segments.push({ kind: 'text', text: literal });
    literal = '';
    const close = text.indexOf('}', open);
    const end = close === -1 ? text.length : close + 1;
    const reference = close === -1 ? null : parseReference(text.slice(open + 2, close));
    segments.push({ kind: 'reference', source: text.slice(open, end), offset: open, reference });
    at = end;
  }
  literal += text.slice(at);
  if (literal !== '') segments.push({ kind: 'text', text: literal });
  return segments;
}

/** What stands between `${` and `}`, understood; null if it is none of berth's forms. */
export function parseReference(body: string): Reference | null {
  if (body === 'port') return { kind: 'port', processName: null };
  if (body === 'runDir' || body === 'configDir') return { kind: body };
  const env = ENV_REFERENCE.exec(body);
  if (env !== null) return { kind: 'env', name: env[1]!, fallback: env[2] ?? null };
  const name = body.slice(body.indexOf('.') + 1);
  if (body.startsWith('port.') && NAME.test(name)) return { kind: 'port', processName: name };
  if (body.startsWith('file.') && NAME.test(name)) return { kind: 'file', name };
  if (body.startsWith('program.') && PROGRAM_NAME.test(name)) return { kind: 'program', name };
  return null;
}

/** Puts a text together again, with what `toText` makes of each reference. Nothing in its result is read a second time. */
export function joinSegments(
  segments: readonly Segment[],
  toText: (segment: Extract<Segment, { kind: 'reference' }>) => string,
): string {
  return segments.map((segment) => (segment.kind === 'text' ? segment.text : toText(segment))).join('');
}
