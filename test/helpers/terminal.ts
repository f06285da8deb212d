import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { type ConsoleStep, isShownOutput } from './markdown.ts';
import type { PrivateNetwork } from './private-network.ts';

const PROMPT = '<prompt>';

/** A terminal with a shell in which somebody follows a page. */
export interface Terminal extends AsyncDisposable {
  /** Types a line and waits until it has ended; resolves with what was shown. */
  run(line: string): Promise<string>;
  /** Types a line that goes on, and waits until what it has shown is what the page shows. */
  start(step: ConsoleStep): Promise<void>;
  /** What was shown since the last line was typed, without colours. */
  shown(): string;
  /** Ctrl-C; resolves when the shell is back. */
  interrupt(): Promise<void>;
}

/** Opens one, with no start file of a shell and no echo. */
export async function openTerminal(network: PrivateNetwork, folder: string): Promise<Terminal> {
  // script(1) gives the shell a terminal, and types what comes through stdin.
  const program = network.spawn("script -q -e -f -c 'bash --norc --noediting' /dev/null", folder, 'pipe');
  const ended = once(program, 'exit');
  let since = '';
  program.stdout?.on('data', (chunk) => {
    since += String(chunk);
  });
  const shown = (): string => stripVTControlCharacters(since).replaceAll('\r', '');
  const type = (line: string): void => {
    since = '';
    program.stdin?.write(`${line}\n`);
  };
  const untilPrompt = async (): Promise<string> => {
    await expect.poll(shown, { timeout: 60_000 }).toMatch(new RegExp(`${PROMPT}$`));
    return shown().slice(0, -PROMPT.length);
  };
  const run = (line: string): Promise<string> => {
    type(line);
    return untilPrompt();
  };
  // The typed line is shown once more, and is no prompt.
  await run(`stty -echo; PS1='<''prompt>'`);
  return {
    run,
    start: async ({ command, shown: expected }) => {
      type(command ?? '');
      await expect.poll(() => isShownOutput([...expected, '…'], shown(), new Map()) || shown()).toBe(true);
    },
    shown,
    interrupt: async () => {
      program.stdin?.write('\u0003');
      await untilPrompt();
    },
    [Symbol.asyncDispose]: async () => {
      // script(1) does not heed SIGHUP; the shell, and what runs in it, then get one.
      program.kill('SIGKILL');
      await ended;
    },
  };
}
