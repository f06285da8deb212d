/** A fenced block of a Markdown text. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
}

/** All fenced blocks of a text, in order. */
export function listCodeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}

/** A command of a `console` block with the output shown below it; `command` is null above the first `$`. */
export interface ConsoleStep {
  readonly command: string | null;
  readonly shown: readonly string[];
}

/** Takes a `console` block apart. */
export function listConsoleSteps(block: CodeBlock): ConsoleStep[] {
  const steps: Array<{ command: string | null; shown: string[] }> = [];
  for (const line of block.text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), shown: [] });
    else if (steps.length === 0) steps.push({ command: null, shown: [line] });
    else steps.at(-1)?.shown.push(line);
  }
  return steps;
}

const ID = /1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}/g;
const REST_OF_LINES = '(?:[^\\n]*\\n)*?';

/**
 * What real output must look like to be what is shown: `…` alone on a line stands for any lines, inside a line for any
 * text, and a request id for the one it stood for before, or for any if it is new. Ids that are found are added.
 */
export function isShownOutput(shown: readonly string[], output: string, ids: Map<string, string>): boolean {
  const fresh: string[] = [];
  const toLine = (line: string): string => {
    if (line === '…') return REST_OF_LINES;
    const withIds = escapePattern(line).replaceAll(ID, (id) => {
      const known = ids.get(id);
      if (known !== undefined) return known;
      const index = fresh.indexOf(id);
      if (index !== -1) return `\\${index + 1}`;
      fresh.push(id);
      return `(${ID.source})`;
    });
    return `${withIds.replaceAll('…', '[^\\n]*')}\\n`;
  };
  const match = new RegExp(`^${shown.map(toLine).join('')}$`).exec(output.replaceAll('\r', '').replace(/\n*$/, '\n'));
  if (match === null) return false;
  const found = match.slice(1);
  // Two ids in the text are two calls.
  if (new Set([...ids.values(), ...found]).size !== ids.size + fresh.length) return false;
  fresh.forEach((id, index) => {
    ids.set(id, found[index] ?? '');
  });
  return true;
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** The levels of the headings of a text, in order. */
export function listHeadingLevels(markdown: string): number[] {
  return [...withoutCodeBlocks(markdown).matchAll(/^(#+) /gm)].map(([, marks]) => marks!.length);
}

/** Where the links of a text lead, in order. */
export function listLinkTargets(markdown: string): string[] {
  return [...withoutCodeBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** What stands as code within the lines of a text, in order. */
export function listCodeSpans(markdown: string): string[] {
  return [...withoutCodeBlocks(markdown).matchAll(/(`+)(.+?)\1(?!`)/gs)].map(([, , code]) =>
    code!.replaceAll('\n', ' '),
  );
}

/** The tables of a text: rows of cells. */
export function listTables(markdown: string): string[][][] {
  const tables = withoutCodeBlocks(markdown).match(/(?:^\|.*\|$\n?)+/gm) ?? [];
  return tables.map((table) => table.trimEnd().split('\n').map(listCells));
}

/** A bar in code or behind a backslash parts nothing. */
function listCells(row: string): string[] {
  const cells = row.match(/(?<=\|)(?:`[^`]*`|\\.|[^|`\\])*(?=\|)/g) ?? [];
  return cells.map((cell) => cell.trim());
}

/** The text without what stands in fences; as many lines as before. */
export function withoutCodeBlocks(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```$/gms, (block) => block.replaceAll(/[^\n]/g, ''));
}
