import { parse } from 'dotenv';
import { splitShellWords } from '../core/shell-word.ts';
import { createSecretMask, replaceSecrets } from '../failures/secret-mask.ts';
import type { AppFolder } from './app-folder.ts';
import { toCommand } from './command.ts';
import type { Finding, FoundConfig, Imported, LeftOut } from './finding.ts';
import { isPublic } from './statement/variable.ts';

/** Hidden from what serves the folder, and known to `pack` as a file of secrets. */
export const SECRET_FILE = '.env.berth';

const REFERENCE = /\$\{[^}]*\}/g;
const VARIABLE = /\$\{env\.(\w+)(?::-([^}]*))?\}/g;

const mask = createSecretMask({});

/**
 * A way to start with the secrets of its commands and variables in a file of their own, for a config is packed and committed.
 * What is told nothing of by its form or name stays: nobody knows it for a secret.
 */
export function keepSecrets<Candidate extends Finding | Imported>(candidate: Candidate, folder: AppFolder): Candidate {
  const box = new SecretBox(folder);
  const { config } = candidate;
  const processes = Object.entries(config.processes ?? {}).map(([name, one]) => [name, box.takeFrom(one)] as const);
  const kept: FoundConfig = {
    ...box.takeFrom(config),
    ...(config.processes === undefined ? {} : { processes: Object.fromEntries(processes) }),
  };
  if (box.values.size === 0) return candidate;
  const read = config.envFile === undefined ? {} : parse(folder.read(config.envFile) ?? '');
  const text = renderVariables({ ...read, ...Object.fromEntries(box.values) });
  const leftOut: LeftOut[] = [...box.values.keys()].map((key) => ({
    key,
    why: `looks like a secret, which is kept in ${SECRET_FILE}: set it on the platform`,
  }));
  return {
    ...candidate,
    config: { ...kept, envFile: SECRET_FILE },
    writes: { ...candidate.writes, [SECRET_FILE]: text },
    notes: [...candidate.notes, `${SECRET_FILE} holds what looks like secrets: keep it out of your repository`],
    leftOut: [...('leftOut' in candidate ? candidate.leftOut : []), ...leftOut],
  };
}

/** What a process of a config has, as far as a secret may stand in it. */
interface Started {
  readonly command?: unknown;
  readonly env?: unknown;
}

class SecretBox {
  readonly values = new Map<string, string>();
  readonly #folder: AppFolder;

  constructor(folder: AppFolder) {
    this.#folder = folder;
  }

  takeFrom<Process extends Started>(process: Process): Process {
    const { command, env } = process;
    return {
      ...process,
      ...(env === undefined ? {} : { env: this.#takeFromEnv(env as Readonly<Record<string, string>>) }),
      ...(command === undefined ? {} : { command: this.#takeFromCommand(command as string | readonly string[]) }),
    };
  }

  #takeFromEnv(env: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, this.#takeValue(name, value)]));
  }

  /** A value is taken as a whole, with what is known of the variables that it is made of. */
  #takeValue(name: string, value: string): string {
    const [, only, fallback = ''] = /^\$\{env\.(\w+):-([^}]*)\}$/.exec(value) ?? [];
    if (only !== undefined) {
      const isOpen = isPublic(only, fallback) && isPublic(name, fallback);
      return isOpen ? value : this.#keep(only, fallback);
    }
    if (isPublic(name, value.replace(REFERENCE, ''))) return value;
    const text = value.replace(VARIABLE, (_, one: string, other = '') => process.env[one] ?? other);
    return /(?<!\$)\$\{/.test(text) ? value : this.#keep(name, text);
  }

  #takeFromCommand(command: string | readonly string[]): string | readonly string[] {
    const split = typeof command === 'string' ? splitShellWords(command) : null;
    if (split?.kind === 'fault') return command;
    const words = split === null ? [command].flat() : split.words;
    const taken = words.map((word, at) => this.#takeWord(word, words[at - 1] ?? ''));
    if (taken.every((word, at) => word === words[at])) return command;
    return typeof command === 'string' ? toCommand(taken) : taken;
  }

  #takeWord(word: string, flag: string): string {
    const isValue = flag.startsWith('--') && mask(`${flag} value`) !== `${flag} value`;
    if (!isValue || /^(?:-|\$|[./])/.test(word) || this.#folder.hasFile(word)) return this.#takeFromText(word);
    return this.#keep(toName(flag), word);
  }

  #takeFromText(text: string): string {
    const references: string[] = [];
    const hidden = text.replace(REFERENCE, (reference) => {
      const [, name = '', fallback] = new RegExp(VARIABLE).exec(reference) ?? [];
      const isOpen = fallback === undefined || isPublic(name, fallback);
      return `\0${references.push(isOpen ? reference : this.#keep(name, fallback)) - 1}\0`;
    });
    const taken = replaceSecrets(hidden, (secret, before) => {
      // What is made of variables is no secret yet.
      const isOpen = /^\$|\0|\$\{/.test(secret) || /^\.{0,2}\//.test(secret);
      return isOpen ? secret : this.#keep(toName(before), secret);
    });
    return taken.replace(/\0(\d+)\0/g, (_, at: string) => references[Number(at)] ?? '');
  }

  /** The reference that stands for a value: one name never stands for two. */
  #keep(name: string, escaped: string): string {
    const value = escaped.replaceAll('$${', () => '${');
    const names = [name, ...Array.from({ length: 9 }, (_, at) => `${name}_${at + 2}`)];
    const free = names.find((one) => (this.values.get(one) ?? value) === value) ?? name;
    this.values.set(free, value);
    return `\${env.${free}}`;
  }
}

/** What a secret is called by what stands in front of it: its flag, its key, the protocol of its address. */
function toName(before: string): string {
  const protocol = /([a-z][a-z\d]*)(?:\+[\w+.-]*)?:\/\/[^\s:/@]*:$/i.exec(before)?.[1];
  if (protocol !== undefined) return `${protocol.toUpperCase()}_PASSWORD`;
  const key = /([A-Za-z_][\w.-]*)[^\w]*$/.exec(before)?.[1] ?? 'secret';
  return key
    .replace(/^D(?=[a-z]+\.)/, '')
    .replace(/\W+/g, '_')
    .toUpperCase();
}

/** As dotenv reads it: in quotes that do not stand in the value itself. */
function renderVariables(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => {
    const quote = ["'", '`', '"'].find((one) => !value.includes(one)) ?? "'";
    return `${name}=${quote}${value}${quote}`;
  });
  return `# Variables that berth.yaml takes from the environment: for this machine, not for a package or a repository.\n${lines.join('\n')}\n`;
}
