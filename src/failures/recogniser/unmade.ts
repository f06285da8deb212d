import { isAside, isFrame, isWrapper, soundsAlarming } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';
import type { Standing } from './standing.ts';

/** So far above is told that what is missing could not be made. */
const REACH = 40;

const MAKING =
  /\b(?:fail\w*|unable|cannot|can't|could ?n[o']t|error)\b.{0,40}\b(?:generat|writ|creat|download|render|build|compil|convert|fetch|copy|unpack|extract|decrypt)\w*/i;

/** Where builds put what they make. */
const BUILT = /(?:^|\/)(?:dist|build|out|\.next|\.output)(?:\/|$)/;
const BUILD_ERROR =
  /\berror TS\d+: |\bModule parse failed\b|\b(?:syntax error|SyntaxError|Failed to compile|Build failed)\b.*\S/;

/** A name that is no other's: of a file, with its kind. */
const NAME = /[\w-]{2,}\.\w{1,8}$/;

/**
 * Where it is told that the file which is missing could not be made, by the file's name, or for what a build makes by its errors; -1
 * where it is not, or where that has healed.
 */
export function findUnmade(said: readonly SaidLine[], healed: readonly boolean[], found: Standing): number {
  const { path, file, script, module } = found.groups;
  const missing = path ?? file ?? script ?? module;
  if (found.row.kind !== 'cause' || missing === undefined || !/missing|absent|unopened/.test(found.row.name)) return -1;
  const from = Math.max(0, found.index - REACH);
  const before = said.slice(from, found.index);
  const isOfBuild = BUILT.test(missing);
  const name = NAME.exec(missing)?.[0];
  const at = before.findIndex((line, index) => {
    if (healed[from + index]! || isFrame(line) || isWrapper(line) || line.source !== said[found.index]!.source)
      return false;
    const [text] = line.texts;
    if (isOfBuild && BUILD_ERROR.test(text!)) return true;
    return name !== undefined && text!.includes(name) && MAKING.test(text!) && soundsAlarming(line) && !isAside(line);
  });
  return at === -1 ? -1 : from + at;
}
