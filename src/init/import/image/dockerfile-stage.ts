import { DockerfileParser, type Instruction, type PropertyInstruction } from 'dockerfile-ast';

/** One instruction, its flags taken off and its lines joined. */
export interface Step {
  readonly keyword: string;
  readonly text: string;
  /** `--from=build` and the like. */
  readonly flags: ReadonlyMap<string, string>;
  /** The pairs of ENV and ARG. */
  readonly pairs: ReadonlyArray<readonly [name: string, value: string]>;
}

/** One stage: what it is made from, and its steps. */
export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly steps: readonly Step[];
}

/** The stages of a Dockerfile, in their order. What stands before the first FROM is only for FROM. */
export function parseStages(text: string): readonly Stage[] {
  const stages: Array<{ name: string; from: string; steps: Step[] }> = [];
  for (const instruction of DockerfileParser.parse(text.replaceAll('\0', '')).getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') {
      const words = toText(instruction).split(/\s+/);
      const name = /^as$/i.test(words[1] ?? '') ? (words[2] ?? '') : String(stages.length);
      stages.push({ name: name.toLowerCase(), from: words[0] ?? '', steps: [] });
    } else stages.at(-1)?.steps.push(toStep(instruction));
  }
  return stages;
}

/** A stage and those that it is made from, the first of them first. */
export function listAncestry(stages: readonly Stage[], stage: Stage): readonly Stage[] {
  const at = stages.indexOf(stage);
  const parent = stages.slice(0, at).findLast(({ name }) => name === stage.from.toLowerCase());
  return parent === undefined ? [stage] : [...listAncestry(stages, parent), stage];
}

function toStep(instruction: Instruction): Step {
  const withFlags = instruction as Partial<{
    getFlags(): ReadonlyArray<{ getName(): string; getValue(): string | null }>;
  }>;
  const isPairs = ['ENV', 'ARG'].includes(instruction.getKeyword());
  const properties = isPairs ? (instruction as PropertyInstruction).getProperties() : [];
  return {
    keyword: instruction.getKeyword(),
    text: toText(instruction),
    flags: new Map((withFlags.getFlags?.() ?? []).map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    pairs: properties.map((property) => [property.getName(), property.getValue() ?? '']),
  };
}

function toText(instruction: Instruction): string {
  const raw = instruction.getRawArgumentsContent() ?? '';
  const lines = raw.split(/\r?\n/).filter((line) => !/^\s*#/.test(line));
  return withoutFlags(lines.join('\n').replace(/\s*\\\s*\n\s*/g, ' ')).trim();
}

/** The library takes most flags off, but not those of every instruction. */
function withoutFlags(text: string): string {
  return text.replace(/^(?:--[\w-]+(?:=\S*)?\s+)+/, '');
}

/** The words of an instruction in exec form (`["node", "server.js"]`); null for the shell's. */
export function readExecForm(text: string): readonly string[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null;
  } catch {
    return null;
  }
}
