import { type Document, visit, type YAMLError } from 'yaml';

/** What is wrong with a file as YAML, in words for people who only write configs. */
interface YamlFault {
  readonly offset: number;
  readonly message: string;
}

type Words = (error: YAMLError, text: string, offset: number) => string;

const IN_QUOTES = 'put the whole value in quotes';

/** What yaml's own words say to programmers; any other code is told in them. */
const WORDS: Partial<Record<YAMLError['code'], Words>> = {
  BLOCK_AS_IMPLICIT_KEY: ({ pos: [at] }, text) =>
    hasColonInLine(text, at)
      ? `has \`: \` inside a value, which begins a mapping: ${IN_QUOTES}`
      : 'is indented deeper than the key above it, which has its value already: begin it in the same column as that key',
  BAD_INDENT: ({ message }) =>
    /same column/.test(message)
      ? 'begins in another column than the lines it belongs to, expected the same number of spaces'
      : toOwn(message),
  BAD_SCALAR_START: (_error, text, offset) =>
    text.startsWith('```', offset)
      ? 'is a fence of Markdown, expected none: delete the line'
      : `has a value that begins with ${text[offset]}, which YAML keeps for itself: ${IN_QUOTES}`,
  MISSING_CHAR: ({ message }) =>
    /^Implicit map keys/.test(message)
      ? 'is a line without a colon, expected `key: value`'
      : /must end with a (?<bracket>[\]}])/.test(message)
        ? `lacks a ${/must end with a (?<bracket>[\]}])/.exec(message)?.groups?.['bracket']} that closes what was opened`
        : toOwn(message),
  MULTILINE_IMPLICIT_KEY: () => 'is a line without a colon, expected `key: value`',
  TAG_RESOLVE_FAILED: (_error, text, offset) =>
    `has ${/^!\S*/.exec(text.slice(offset))?.[0] ?? 'a tag'}, which YAML takes for a tag: ${IN_QUOTES}`,
  UNEXPECTED_TOKEN: ({ message }) =>
    /scalar at node end/.test(message) ? `has text behind the end of a value: ${IN_QUOTES}` : toOwn(message),
};

/** Every fault that YAML finds in a text, each line's once: what follows from a mistake in it is left out. */
export function listYamlFaults(document: Document, text: string): YamlFault[] {
  // What yaml says of a key that is none is told at the place of another fault, too.
  const errors = [...document.errors, ...document.warnings];
  const others = errors.filter(({ code }) => code !== 'MULTILINE_IMPLICIT_KEY');
  const found = (others.length > 0 ? others : errors).map((error) => toFault(document, error, text));
  const lines = new Set<string>();
  return found.filter(({ offset }) => {
    const line = text.slice(0, offset).split('\n').length;
    return !lines.has(`${line}`) && lines.add(`${line}`);
  });
}

function toFault(document: Document, error: YAMLError, text: string): YamlFault {
  const offset = findMistake(document, error, text);
  if (error.code === 'MULTIPLE_DOCS') {
    return { offset, message: 'a second document begins here, expected one in a file' };
  }
  if (error.code === 'TAB_AS_INDENT') return { offset, message: 'is indented with a tab, expected spaces' };
  return { offset, message: `is not valid YAML: ${WORDS[error.code]?.(error, text, offset) ?? toOwn(error.message)}` };
}

function toOwn(message: string): string {
  return /^[A-Z][a-z]/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message;
}

/** Where the mistake is, and not where YAML can no longer go on. */
function findMistake(document: Document, error: YAMLError, text: string): number {
  const [at] = error.pos;
  if (error.code === 'MISSING_CHAR') return findOpening(document, at);
  if (error.code !== 'BLOCK_AS_IMPLICIT_KEY' || hasColonInLine(text, at)) return at;
  const next = /\n[ \t]*(?=[^\s#])/.exec(text.slice(at));
  return next === null ? at : at + next.index + next[0].length;
}

function hasColonInLine(text: string, at: number): boolean {
  return /:(?:\s+\S|[ \t]*$)/.test(text.slice(at).split('\n', 1)[0]!);
}

/** An unclosed quote or bracket is noticed at the end of the file. */
function findOpening(document: Document, at: number): number {
  let opening = at;
  visit(document, {
    Scalar: (_key, { type, range }) => {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (isQuoted && range && range[0] < at && range[2] >= at) opening = range[0];
    },
  });
  return opening;
}
