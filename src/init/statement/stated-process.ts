import { toCommand } from '../command.ts';
import type { FoundConfig } from '../finding.ts';

/** One process that a file states, in the keys of a config. */
export interface StatedProcess {
  readonly name: string;
  readonly words: readonly string[];
  /** Keys of a process besides its command. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** What the whole config gets, once it is known which process answers requests. */
export interface Answering {
  /** Its name. */
  readonly name: string;
  readonly config: Pick<FoundConfig, 'port' | 'listen' | 'upstream'>;
}

/** Keys whose value says nothing. */
function compact(keys: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isSaid = (value: unknown): boolean =>
    value !== undefined &&
    value !== null &&
    value !== '' &&
    !(typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => isSaid(value)));
}

/** Processes as a config has them: one alone in its short form. */
export function toProcessConfig(processes: readonly StatedProcess[], answering: Answering): FoundConfig {
  const { config } = answering;
  const [first, ...others] = processes;
  if (first !== undefined && others.length === 0) {
    return { command: toCommand(first.words), ...compact(first.more), ...config };
  }
  const { port, upstream, ...rest } = config;
  const isPlain = upstream === undefined;
  return {
    processes: Object.fromEntries(
      processes.map(({ name, words, more }) => [
        name,
        { command: toCommand(words), ...structuredClone(compact(more)) },
      ]),
    ),
    upstream: { process: answering.name, ...(isPlain ? { port } : upstream) },
    ...rest,
  };
}

/** A name that a process may have: others get a letter in front, and `-` for what no name has. */
export function toProcessName(name: string): string {
  const plain = name.replace(/[^\w-]+/g, '-');
  return /^[A-Za-z]/.test(plain) ? plain : `p${plain}`;
}
