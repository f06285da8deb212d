/** A piece of text, or the dotted path of what is put in its place. */
export type TemplatePart = string | { readonly path: string };

const PLACE = /\{\{\s*([^{}\s]+)\s*\}\}/;

/**
 * A text with places for parts of an event: `{{triggerName}}`, `{{events.0.oss.object.key}}`, `{{.}}` for all of it. null
 * where a place is begun that is none.
 */
export function parseTemplate(text: string): readonly TemplatePart[] | null {
  const pieces = text.split(PLACE);
  const parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : { path: piece }));
  const isWhole = parts.every((part) => typeof part !== 'string' || !part.includes('{{'));
  return isWhole ? parts.filter((part) => part !== '') : null;
}
