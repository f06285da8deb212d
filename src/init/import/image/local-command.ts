import { posix } from 'node:path';
import { toShellLine } from '../../../core/shell-word.ts';
import type { AppFolder } from '../../app-folder.ts';
import type { LeftOut } from '../../finding.ts';
import type { StatedCommand } from '../../statement/service.ts';
import { findScriptShell } from '../../statement/shell-script.ts';
import type { Image } from './image.ts';

/** A command of an image by the files of the folder, and what has to be typed before they are there. */
export interface LocalCommand {
  readonly command: StatedCommand;
  readonly missing: string | null;
  readonly leftOut: readonly LeftOut[];
}

/** A path, as far as words of a command are one. */
const PATH =
  /^(?:\/|\.{0,2}\/|[\w@.+-]+\/|[\w@+-][\w@.+-]*\.(?:jar|war|js|mjs|cjs|py|sh|dll|rb|php|ru|conf|ini|ya?ml|json|toml)$)[^\s:=]*$|^[\w-]+\.(?:jar|war|js|mjs|cjs|py|sh|dll|rb|php|ru|conf|ini)$/;

/** Programs that look for a relative path elsewhere than in their working directory. */
export const OWN_ROOT = /^(?:nginx|apache2?|httpd|php-fpm[\d.]*|haproxy|caddy)$/;

/** A file that a build makes, and its path there. */
interface Made {
  readonly local: string;
  readonly path: string;
}

/** Puts names of the folder in the place of those of the image. */
export function toLocalCommand(folder: AppFolder, image: Image, stated: StatedCommand, place: string): LocalCommand {
  const { words, leftOut } = withoutForeignEntry(folder, image, stated);
  const made: Made[] = [];
  const program = posix.basename(typeof words === 'string' ? (words.trim().split(/\s+/)[0] ?? '') : (words[0] ?? ''));
  const convert = (word: string, isProgram: boolean): string => {
    if (!PATH.test(word)) return word;
    const path = posix.join(word.startsWith('/') ? '/' : image.workdir, word);
    const source = image.paths.toMadePath(path);
    const local = source === null ? image.paths.toLocalName(path) : posix.basename(source);
    if (local === null) return word;
    if (!image.paths.has(local) && !local.includes('$')) made.push({ local, path: source ?? path });
    if (OWN_ROOT.test(program)) return isProgram ? word : `${'$'}{configDir}/${local}`;
    const relative = posix.relative(place === '' ? '.' : place, local === '' ? '.' : local) || '.';
    return isProgram && !relative.includes('/') ? `./${relative}` : relative;
  };
  const command =
    typeof words === 'string'
      ? words.replace(/[^\s"'`;&|()<>=]+/g, (word, at: number) =>
          word.startsWith('/') ? convert(word, at === 0) : word,
        )
      : words.map((word, at) => convert(word, at === 0 && word.includes('/')));
  return { command: withPattern(withInterpreter(folder, command, place)), missing: findBuild(image, made), leftOut };
}

/** A file whose name is only known once it is built: a shell finds it. */
function withPattern(command: StatedCommand): StatedCommand {
  if (typeof command === 'string' || !command.some((word) => /^[\w./-]+\*[\w./-]*$/.test(word))) return command;
  return command.map((word) => (word.includes('*') ? word : toShellLine([word]))).join(' ');
}

interface Entry {
  readonly words: StatedCommand;
  readonly leftOut: readonly LeftOut[];
}

/** An entry script that stands in the base image is not here; those of the official images only start what is behind them. */
function withoutForeignEntry(folder: AppFolder, { paths, workdir }: Image, words: StatedCommand): Entry {
  if (typeof words === 'string' || words.length < 2) return { words, leftOut: [] };
  const [entry = ''] = words;
  if (!/entry-?point(?:\.sh)?$/.test(entry)) return { words, leftOut: [] };
  const base = posix.basename(entry);
  const known = paths.toLocalName(posix.join(entry.startsWith('/') ? '/' : workdir, entry));
  const named =
    known !== null && paths.has(known)
      ? known
      : ['', 'docker', 'bin', 'scripts'].map((one) => posix.join(one, base)).find((one) => folder.hasFile(one));
  if (named === undefined) {
    return {
      words: words.slice(1),
      leftOut: [{ key: 'ENTRYPOINT', why: `${entry} stands in the image that this one is made from` }],
    };
  }
  return { words: known === null || !paths.has(known) ? [`./${named}`, ...words.slice(1)] : words, leftOut: [] };
}

/** A script that may not be run is run by its shell. */
function withInterpreter(folder: AppFolder, command: StatedCommand, place: string): StatedCommand {
  if (typeof command === 'string') return command;
  const [script = ''] = command;
  const file = posix.join(place, script);
  if (script.startsWith('/') || !script.includes('/') || !folder.hasFile(file) || folder.isExecutable(file))
    return command;
  const shell = findScriptShell(folder.read(file) ?? '');
  return shell === null && !file.endsWith('.sh') ? command : [shell ?? 'sh', ...command];
}

/** The step of the build that makes a file, as far as it is not the installing of packages. */
function findBuild({ builds }: Image, made: readonly Made[]): string | null {
  const [first] = made;
  if (first === undefined) return null;
  const isMaking = (text: string): boolean =>
    /\b(?:build|package|publish|compile|install|assemble|bootJar)\b/.test(text) &&
    !/\b(?:apt-get|apk|pip|npm ci)\b/.test(text);
  const step = builds.findLast((text) => text.includes(first.path)) ?? builds.findLast(isMaking);
  return step === undefined ? `make ${first.local}` : step.replaceAll(first.path, first.local).replace(/\s+/g, ' ');
}
