/** A variable that an app asks for, and the line in which it does. */
export interface MissingVariable {
  readonly name: string;
  readonly line: string;
}

/** How much of the end of an output is read. */
const LAST_LINES = 100;
/** What programs say of a variable that is not there. */
const UNSET =
  /\b(?:(?:is|are|was) (?:not (?:set|defined|given)|unset|undefined|missing|required|empty)|not set|unbound variable|must be set|parameter not set|[Mm]issing|KeyError|environment variable|required)\b/;
const NAME = /(?<![\w.$/-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w-])/g;
const WORD = /(?<![\w.$/-])[A-Z][A-Z0-9]{2,}(?![\w-])/g;
/** Codes of errors look like variables. */
const NO_VARIABLE = /^(?:ERR|MODULE|FC)_|_(?:NOT_FOUND|UNSET|ERROR|FAILED|INVALID|MISSING)$/;
const CODES_OF_BERTH = /"(?:code|docs|reason)":"[^"]*"|^berth: [A-Z_]+:/g;

/**
 * Finds the variable that an app has missed, by its last words; null: none. A name without an underscore counts only if it is
 * `withheld`, one of whoever reads the report; `given` ones are there.
 */
export function findMissingVariable(
  lines: readonly string[],
  withheld: ReadonlySet<string>,
  given: ReadonlySet<string>,
): MissingVariable | null {
  for (const line of lines.slice(-LAST_LINES).reverse()) {
    if (!UNSET.test(line)) continue;
    const names = (line.replace(CODES_OF_BERTH, '').match(NAME) ?? []).filter((name) => !NO_VARIABLE.test(name));
    const words = (line.match(WORD) ?? []).filter((word) => withheld.has(word));
    const name = [...names, ...words].find((known) => !given.has(known));
    if (name !== undefined) return { name, line };
  }
  return null;
}
