import { posix } from 'node:path';
import type { AppFolder } from '../../app-folder.ts';
import type { LeftOut } from '../../finding.ts';
import { listAncestry, parseStages, readExecForm, type Stage, type Step } from './dockerfile-stage.ts';
import { ImagePaths } from './image-path.ts';

/** What an image starts, and with what, as its Dockerfile says. */
export interface Image {
  readonly entrypoint: string | readonly string[] | null;
  readonly command: string | readonly string[] | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string | null;
  readonly stopSignal: string | null;
  /** The first port of EXPOSE. */
  readonly exposed: number | null;
  /** The command of HEALTHCHECK. */
  readonly health: string | readonly string[] | null;
  readonly paths: ImagePaths;
  /** The last image that is not a stage of the same file. */
  readonly base: string;
  /** What its stages run while it is built. */
  readonly builds: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

type Draft = { -readonly [Key in keyof Image]: Image[Key] } & { leftOut: LeftOut[] };

const NOT_CARRIED: Readonly<Record<string, string>> = {
  VOLUME: 'a folder that outlives the instance is mounted by the platform',
  ONBUILD: 'is for images made from this one',
};

/** Reads a Dockerfile. `place` is the folder that it is built from, below the app's; null if it has no stage. */
export function readImage(folder: AppFolder, text: string, place = '', target: string | null = null): Image | null {
  const stages = parseStages(text);
  const stage = target === null ? stages.at(-1) : stages.find(({ name }) => name === target.toLowerCase());
  return stage === undefined ? null : readStage(folder, stages, stage, place);
}

function readStage(folder: AppFolder, stages: readonly Stage[], stage: Stage, place: string): Image {
  const ancestry = listAncestry(stages, stage);
  const draft: Draft = {
    ...{ entrypoint: null, command: null, variables: {}, workdir: '/', user: null, stopSignal: null, exposed: null },
    ...{ health: null, paths: new ImagePaths(folder, place), base: ancestry[0]?.from ?? '', leftOut: [] },
    builds: stages.flatMap(({ steps }) => steps.filter(({ keyword }) => keyword === 'RUN').map(({ text }) => text)),
  };
  const others = stages.slice(0, stages.indexOf(stage)).filter((one) => !ancestry.includes(one));
  for (const step of ancestry.flatMap(({ steps }) => steps)) {
    apply(draft, step, (from) => {
      const other = others.find(({ name }, at) => name === from.toLowerCase() || String(at) === from);
      return other === undefined ? null : readStage(folder, stages, other, place).paths;
    });
  }
  return draft;
}

function apply(draft: Draft, step: Step, findStage: (name: string) => ImagePaths | null): void {
  const { keyword, text } = step;
  const value = expand(text, draft.variables);
  switch (keyword) {
    case 'ENV':
    case 'ARG':
      for (const [name, one] of step.pairs) {
        if (keyword === 'ENV' || one !== '')
          draft.variables = { ...draft.variables, [name]: expand(one, draft.variables) };
      }
      break;
    case 'WORKDIR':
      draft.workdir = posix.join(value.startsWith('/') ? '/' : draft.workdir, value);
      break;
    case 'COPY':
    case 'ADD':
      copy(draft, step, value, findStage);
      break;
    case 'ENTRYPOINT':
      draft.entrypoint = readExecForm(text) ?? text;
      // An image's own CMD is gone with another ENTRYPOINT.
      draft.command = null;
      break;
    case 'CMD':
      draft.command = readExecForm(text) ?? text;
      break;
    case 'HEALTHCHECK':
      draft.health = /^NONE$/i.test(text) ? null : toCommand(text.replace(/^CMD\s+/i, ''));
      break;
    case 'EXPOSE':
      draft.exposed ??= readPort(value);
      break;
    case 'USER':
      draft.user = value.split(':')[0] || null;
      break;
    case 'STOPSIGNAL':
      draft.stopSignal = value;
      break;
    default:
      if (NOT_CARRIED[keyword] !== undefined) draft.leftOut.push({ key: keyword, why: NOT_CARRIED[keyword] });
  }
}

function toCommand(text: string): string | readonly string[] {
  return readExecForm(text) ?? text;
}

function copy(draft: Draft, step: Step, text: string, findStage: (name: string) => ImagePaths | null): void {
  const words = readExecForm(text) ?? text.split(/\s+/);
  const from = step.flags.get('from');
  const source = from === undefined ? null : findStage(from);
  // Out of another image: it is not in the folder.
  if (words.length < 2 || text.startsWith('<<') || (from !== undefined && source === null)) return;
  const target = words.at(-1)!;
  const path = posix.join(target.startsWith('/') ? '/' : draft.workdir, target);
  const isInto = /(?:^|\/)\.?$/.test(target) || words.length > 2 || path === draft.workdir;
  for (const word of words.slice(0, -1)) {
    const local =
      source === null ? posix.normalize(word.replace(/^\//, '')) : source.toLocalName(posix.join('/', word));
    if (local !== null) draft.paths.add(local, path, isInto);
    else draft.paths.addMade(posix.join('/', word), path, isInto);
  }
}

function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)(?::?[-+][^}]*)?\}|\$(\w+)/g, (match, braced?: string, bare?: string) => {
    const fallback = /:?-([^}]*)\}$/.exec(match)?.[1] ?? '';
    return variables[braced ?? bare ?? ''] ?? fallback;
  });
}

function readPort(text: string): number | null {
  const first = text.split(/\s+/).find((word) => /^\d+(?:\/tcp)?$/.test(word));
  return first === undefined ? null : Number.parseInt(first, 10);
}
