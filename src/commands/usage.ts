import { COMMANDS, type CommandRow } from './command-table.ts';

/** Of a line that tells how a command is called. */
const WIDTH = 124;

/** The help of berth as a whole. */
export function describeBerth(): string {
  const lines = Object.entries(COMMANDS).map(([name, row]) => {
    const call = `berth ${name === 'run' ? '[run]' : name}${describeOperands(row)}`;
    return `  ${call.padEnd(24)}${row.summary}\n`;
  });
  return `berth - puts an unmodified web server on a serverless platform's port

${lines.join('')}
Each has a --help of its own; berth --version says which berth this is.
The config is --config, else BERTH_CONFIG, else berth.yaml beside the bootstrap file.
`;
}

/** The help of one command. */
export function describeCommand(name: string, row: CommandRow): string {
  const flags = Object.entries(row.flags).map(([flag, { value, meaning }]) => ({
    written: value === null ? `--${flag}` : `--${flag} ${value}`,
    meaning,
  }));
  const width = Math.max(0, ...flags.map(({ written }) => written.length)) + 4;
  const call = fold(
    `berth ${name}${describeOperands(row)}`,
    flags.map(({ written }) => `[${written}]`),
  );
  const table = flags.map(({ written, meaning }) => `  ${written.padEnd(width)}${meaning}\n`).join('');
  return `berth ${name} - ${row.summary}\n\n  ${call}\n\n${table}${table === '' ? '' : '\n'}${row.more}`;
}

/** Words behind a first one, on as many lines as a terminal needs for them. */
function fold(first: string, words: readonly string[]): string {
  const lines = [first];
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length > WIDTH) lines.push(`      ${word}`);
    else lines[lines.length - 1] = line;
  }
  return lines.join('\n');
}

function describeOperands({ operands, areOperandsNeeded }: CommandRow): string {
  if (operands === '') return '';
  return areOperandsNeeded ? ` ${operands}` : ` [${operands}]`;
}
