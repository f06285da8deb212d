import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { toHarmless } from '../core/harmless-text.ts';
import { toShellLine } from '../core/shell-word.ts';
import { AppFolder } from './app-folder.ts';
import { type Candidate, describeCandidate, listAppsBelow, listCandidates, listUnreadable } from './candidate.ts';
import { chooseOnTerminal, listNumbered } from './choose.ts';
import { guessEncoding } from './encoding.ts';
import { SECRET_FILE } from './kept-secret.ts';
import { toTypable } from './package-program.ts';
import { planSetup, type SetupStep } from './setup.ts';
import { renderConfig } from './write-config.ts';

const CONFIG = 'berth.yaml';
const MOST_BELOW = 8;
/** More of a file is not read to tell its encoding. */
const MOST_BYTES = 1_048_576;

/** What to set up, and how. */
export interface InitRequest {
  readonly folder: string;
  /** The running berth. */
  readonly programFile: string;
  /** Says what would be done, and does nothing. */
  readonly isDry: boolean;
  /** The number of the candidate to take; null: the best, or on a terminal the one that is chosen there. */
  readonly pick: number | null;
}

/** What is to be told to the user at once, and what came of it. */
export interface Initialised {
  readonly configFile: string;
  /** What has to be done before the app can start, as a sentence without an end; null: nothing. */
  readonly missing: string | null;
}

/**
 * Finds out how the app of a folder is started, writes its berth.yaml, and puts berth beside it; says each step on stdout.
 * Nothing that is there is overwritten. Resolves with null if nothing was chosen; then nothing was done.
 */
export async function initialise(request: InitRequest): Promise<Initialised | null> {
  const folder = new AppFolder(request.folder);
  const hasConfig = folder.hasFile(CONFIG);
  const found = hasConfig ? null : await choose(listCandidates(folder), request);
  if (found === undefined) return null;
  const text = renderConfig(found);
  const texts = Object.entries(hasConfig ? {} : { [CONFIG]: text, ...found?.writes });
  const steps = texts.map(([name, content]) => planText(folder, name, content));
  if (hasConfig) steps.push(leave(`${CONFIG} is there already: left alone`));
  const setup = await planSetup(folder, request.programFile, !hasConfig);
  steps.push(...setup.steps);
  for (const step of steps) {
    if (!request.isDry) await step.act?.();
    say(request.isDry ? step.planned : step.done);
    if (step.planned === `write ${CONFIG}`) say(indent(text));
  }
  const start = setup.startFile === null ? 'berth run' : `./${setup.startFile}`;
  const missing = found?.missing == null ? null : toTypable(found.missing);
  const isFilledIn = hasConfig || found !== null;
  say(
    `next: ${isFilledIn || request.isDry ? describeNext(request, start, missing) : describeGap(request.folder, start)}`,
  );
  return { configFile: resolve(folder.path, CONFIG), missing };
}

/** undefined: nobody chose; null: nothing was found. */
async function choose(candidates: readonly Candidate[], request: InitRequest): Promise<Candidate | null | undefined> {
  const [best, ...others] = candidates;
  sayUnreadable(request.folder);
  if (best === undefined) {
    say('nothing was found that starts an app');
    sayBelow(request.folder);
    return null;
  }
  const isAsked = others.length > 0 && request.pick === null && process.stdin.isTTY && process.stdout.isTTY;
  const chosen = isAsked ? await chooseOnTerminal(candidates) : candidates[(request.pick ?? 1) - 1];
  if (chosen === null) {
    say('\nnothing was chosen, and nothing was written');
    return undefined;
  }
  if (chosen === undefined) {
    say(`there is no number ${request.pick}; found were:\n${listNumbered(candidates).trimEnd()}`);
    return undefined;
  }
  say(`found ${toHarmless(describeCandidate(chosen))}`);
  if (others.length > 0 && !isAsked) {
    say(`also found, each to be had by \`--pick\` and its number:\n${listNumbered(candidates).trimEnd()}`);
  }
  return chosen;
}

/** A start that berth cannot offer for the encoding of a file is one that somebody looks for. */
function sayUnreadable(path: string): void {
  const folder = new AppFolder(path);
  for (const { file, candidate } of listUnreadable(folder)) {
    const name = toShellLine([join(relative('.', path), file)]);
    const encoding = guessEncoding(folder.readBytes(file, MOST_BYTES) ?? Buffer.alloc(0));
    say(
      toHarmless(
        `not offered: ${describeCandidate(candidate)}, for ${name} is not UTF-8; make it that, and call init again: ` +
          `iconv -f ${encoding} -t UTF-8 ${name} > ${name}.utf8 && mv ${name}.utf8 ${name}`,
      ),
    );
  }
}

/** Of a folder of several apps, each gets a config of its own. */
function sayBelow(folder: string): void {
  const below = listAppsBelow(new AppFolder(folder));
  if (below.length === 0) return;
  const lines = below
    .slice(0, MOST_BELOW)
    .map(({ name, best }) => `  berth init ${join(relative('.', folder), name)}  ${best}`);
  const more = below.length > MOST_BELOW ? [`  and ${below.length - MOST_BELOW} more`] : [];
  say(['apps were found in folders of it:', ...[...lines, ...more].map(toHarmless)].join('\n'));
}

function leave(words: string): SetupStep {
  return { planned: words, done: words, act: null };
}

function planText(folder: AppFolder, name: string, text: string): SetupStep {
  if (folder.hasFile(name)) return leave(`${name} is there already: left alone`);
  const isSecret = name === SECRET_FILE;
  const act = async (): Promise<void> => {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), text, { flag: 'wx', mode: isSecret ? 0o600 : 0o666 });
  };
  const words = isSecret ? `${name}, which only you can read: what looks like a secret` : name;
  return { planned: `write ${words}`, done: `wrote ${words}`, act };
}

function describeGap(folder: string, start: string): string {
  return `write the line that starts the app into ${join(relative('.', folder), CONFIG)}, behind \`command:\`, then ${start}`;
}

function describeNext({ folder, isDry }: InitRequest, start: string, missing: string | null): string {
  if (isDry) return ['the same without --dry-run', ...(missing === null ? [] : [missing]), start].join(', then ');
  const place = relative('.', folder);
  const inPlace = place === '' ? '' : `cd ${place} && `;
  return missing === null ? `${inPlace}${start}` : `${inPlace}${missing}, then ${start}`;
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '  ');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
