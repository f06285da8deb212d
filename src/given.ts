/**
 * What the bootstrap file says in a variable to the very process that becomes berth, whose id stands first: bash can do some things that
 * Node.js cannot, or not without another program. A program in the place of Node.js, which starts that, has it too, and is another
 * process. The variable is gone afterwards: no app is told of it. null: nothing was said.
 */
export function takeGiven(variable: string): readonly string[] | null {
  const [pid, ...words] = (process.env[variable] ?? '').split(':');
  delete process.env[variable];
  return Number(pid) === process.pid ? words : null;
}
