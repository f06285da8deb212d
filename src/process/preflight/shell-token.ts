/** A word, an operator, or the end of a list (`;`, `&`, a line end) of a text of shell. */
export interface ShellToken {
  readonly kind: 'word' | 'operator' | 'end';
  /** Without its quotes. */
  readonly text: string;
  /** The shell puts nothing else in its place: no `$`, no backquote, no pattern. */
  readonly isLiteral: boolean;
  readonly line: number;
}

interface Reader {
  readonly text: string;
  at: number;
  line: number;
  readonly tokens: ShellToken[];
  word: string | null;
  isLiteral: boolean;
}

const OPERATOR = /^(?:&&|\|\||;;|<<-?|\d?>&\d?|\d?>>|\d?[<>]|[|()])/;

/** Cuts a text of shell into tokens; comments are left out. What is never closed reaches to the end. */
export function readShellTokens(text: string): ShellToken[] {
  const reader: Reader = {
    text: text.replaceAll('\\\n', ' '),
    at: 0,
    line: 1,
    tokens: [],
    word: null,
    isLiteral: true,
  };
  while (reader.at < reader.text.length) readNext(reader);
  endWord(reader);
  return reader.tokens;
}

function readNext(reader: Reader): void {
  const { text, at } = reader;
  const char = text[at]!;
  const operator =
    reader.word === null || !/^\d/.test(text.slice(at)) ? OPERATOR.exec(text.slice(at, at + 4))?.[0] : undefined;
  if (char === '\n' || char === ';' || (char === '&' && operator === undefined)) endList(reader, char, operator);
  else if (/\s/.test(char)) endWord(reader, 1);
  else if (char === '#' && reader.word === null) reader.at = findEnd(text, '\n', at);
  else if (char === "'") takeQuoted(reader, findEnd(text, "'", at + 1));
  else if (char === '"') takeDoubleQuoted(reader);
  else if (char === '\\') append(reader, text[at + 1] ?? '', 2);
  else if (char === '$' || char === '`') takeExpansion(reader);
  else if (operator !== undefined) {
    endWord(reader, operator.length);
    reader.tokens.push({ kind: 'operator', text: operator, isLiteral: true, line: reader.line });
  } else {
    if (/[*?~]/.test(char)) reader.isLiteral = false;
    append(reader, char, 1);
  }
}

function endList(reader: Reader, char: string, operator: string | undefined): void {
  endWord(reader, operator === ';;' ? 2 : 1);
  reader.tokens.push({ kind: 'end', text: char, isLiteral: true, line: reader.line });
  if (char === '\n') reader.line++;
}

function endWord(reader: Reader, skip = 0): void {
  const { word: text, isLiteral, line } = reader;
  if (text !== null) reader.tokens.push({ kind: 'word', text, isLiteral, line });
  reader.word = null;
  reader.isLiteral = true;
  reader.at += skip;
}

function append(reader: Reader, text: string, length: number): void {
  reader.word = (reader.word ?? '') + text;
  reader.at += length;
}

function takeQuoted(reader: Reader, end: number): void {
  const quoted = reader.text.slice(reader.at + 1, end);
  append(reader, quoted, end + 1 - reader.at);
  reader.line += quoted.split('\n').length - 1;
}

function takeDoubleQuoted(reader: Reader): void {
  append(reader, '', 1);
  while (reader.at < reader.text.length) {
    const char = reader.text[reader.at]!;
    if (char === '"') {
      reader.at++;
      return;
    }
    if (char === '\\') append(reader, reader.text[reader.at + 1] ?? '', 2);
    else if (char === '$' || char === '`') takeExpansion(reader);
    else append(reader, char, 1);
  }
}

/** `$NAME`, `${…}`, `$(…)`, `` `…` ``: kept as written, for nobody but the shell knows what it becomes. */
function takeExpansion(reader: Reader): void {
  const rest = reader.text.slice(reader.at);
  const simple = /^\$(?:[A-Za-z_]\w*|[@*#?$!0-9-])/.exec(rest)?.[0];
  const length = simple?.length ?? findExpansionEnd(rest);
  if (rest[0] === '`' || length > 1) reader.isLiteral = false;
  append(reader, rest.slice(0, length), length);
}

function findExpansionEnd(rest: string): number {
  if (rest[0] === '`') return findEnd(rest, '`', 1) + 1;
  const [open, close] = rest[1] === '{' ? ['{', '}'] : ['(', ')'];
  if (rest[1] !== open) return 1;
  let depth = 0;
  for (let at = 1; at < rest.length; at++) {
    if (rest[at] === open) depth++;
    else if (rest[at] === close && --depth === 0) return at + 1;
  }
  return rest.length;
}

function findEnd(text: string, char: string, from: number): number {
  const at = text.indexOf(char, from);
  return at < 0 ? text.length : at;
}
