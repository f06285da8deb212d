import { wasUp } from './gone-on.ts';
import { isAdvice, isAside, isFrame, isMild, isPointer, isWrapper, soundsAlarming } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

/** What tells of something wrong where a program has said nothing after it; in the middle of a log it is a remark. */
const LAST =
  /\bno (?:[\w-]+ ){1,4}(?:(?:was|were|is|are|has been|have been) )?(?:found|provided|specified|given|configured|available|defined|supplied|detected|registered)\b|\b(?:has|have) no [a-z]|\bbad \w+ (?:format|value|number|name|file|option|magic)\b|\b(?:is|are) (?:not (?:an? |readable|a directory|configured|registered|initiali[sz]ed|connected|valid|defined)|too (?:low|small|large|long|short|big|high|new))|\bhas already been\b|\bdo(?:es)? not (?:match|support|contain|have|allow|start)\b|\bdoesn't (?:match|support|contain|have|allow|start)\b|\b(?:has|have) not been \w+|\bno longer \w+|\bnot enough\b|\btoo many\b|\bun(?:satisfied|resolved|available|readable|reachable|recogni[sz]able|usable|healthy)\b|\binaccessible\b|\bimpossible\b|\bdamaged\b|\bduplicated?\b|\bambiguous\b|\bmandatory\b|\black(?:s|ing)\b|\brefus\w+|: EOF$|\bwrong\b|\bdisallowed\b|\bforbidden\b|\bunauthori[sz]ed\b|\bbroken\b|\bgave up\b|\bgiving up\b/i;

/** So many of the last lines are looked at. */
const LAST_LINES = 2;

/** The last thing that a program said which was never up, if it tells of something wrong in words that are else a remark; -1 if not. */
export function findLastWord(said: readonly SaidLine[], passed: readonly boolean[]): number {
  let seen = 0;
  for (let i = said.length - 1; i >= 0 && seen < LAST_LINES; i--) {
    const line = said[i]!;
    if (isFrame(line) || isWrapper(line) || isPointer(line) || isAdvice(line)) continue;
    seen++;
    if (line.level === 'info' || passed[i]! || isMild(line) || isAside(line)) continue;
    if (soundsWrong(line) && !wasUp(said, i)) return i;
  }
  return -1;
}

const READ_CHARACTERS = 300;
/** What systemd shows of a unit below its name, a line of a list with times, and a line of the program. */
const SHOWN = /\(code=\w+, status=|^\s*(?:\d{4}-\d\d-\d\d|raise|return|await|self\.|const)\b|[({]$/;

function soundsWrong(line: SaidLine): boolean {
  const text = line.texts[0]!.slice(0, READ_CHARACTERS);
  return line.isContinued ? soundsAlarming(line) && !SHOWN.test(text) : LAST.test(text);
}
