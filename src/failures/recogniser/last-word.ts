import { NO_ALARM } from './alarm-words.ts';
import { wasUp } from './gone-on.ts';
import { isAdvice, isAside, isFrame, isMild, isPointer, isTalk, isWrapper, soundsAlarming } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

/** What tells of something wrong where a program has said nothing after it; in the middle of a log it is a remark. */
const LAST =
  /\bno (?:[\w-]+ ){1,4}(?:(?:was|were|is|are|has been|have been) )?(?:found|provided|specified|given|configured|available|defined|supplied|detected|registered)\b|\b(?:has|have) no [a-z]|\bbad \w+ (?:format|value|number|name|file|option|magic)\b|\b(?:is|are) (?:not (?:an? (?!problem|concern|must)|readable|a directory|configured|registered|initiali[sz]ed|connected|valid|defined)|too (?:low|small|large|long|short|big|high|new))|\bhas already been\b|\bdo(?:es)? not (?:match|support|contain|have|allow|start)\b|\bdoesn't (?:match|support|contain|have|allow|start)\b|\b(?:has|have) not been \w+|\bno longer \w+|\bnot enough\b|\btoo many\b|\bun(?:satisfied|resolved|available|readable|reachable|recogni[sz]able|usable|healthy)\b|\binaccessible\b|\bimpossible\b|\bdamaged\b|\bduplicated?\b|\bambiguous\b|\bmandatory\b|\black(?:s|ing)\b|\brefus\w+|: EOF$|\bwrong\b|\bdisallowed\b|\bforbidden\b|\bunauthori[sz]ed\b|\bbroken\b|\bgave up\b|\bgiving up\b|\bno module named\b|\buninitialized constant\b|\bno (?:\S+ ){1,5}attribute,|\bform a cycle\b|\bcompiled by a more recent\b|\binsecure\b|\bmust either\b|\bneeds? (?:evolution|to be (?:set|installed|configured|upgraded|migrated))\b|\bcontact support\b|\bnot empty\b|\bmismatch\b|\bunexpectedly\b|\btoo (?:low|long|old)\b/i;

/** An error by the form of its name, which has none of the usual words in it. */
const NAMED =
  /^(?:(?:[a-z]\w*\.){1,8}|(?:[A-Z]\w+::){1,8})[A-Z]\w+(?<!Shutdown|Exit|Interrupt|Cancelled|Stop|Stopped): \S/;

/** So many of the last lines are looked at, and among them so many that tell of nothing wrong. */
const LAST_LINES = 12;
const LAST_TALK = 2;

/** The last thing that a program said which was never up, if it tells of something wrong in words that are else a remark; -1 if not. */
export function findLastWord(said: readonly SaidLine[], passed: readonly boolean[]): number {
  let talk = 0;
  for (let i = said.length - 1; i >= 0 && i > said.length - LAST_LINES && talk < LAST_TALK; i--) {
    const line = said[i]!;
    if (isFrame(line) || isWrapper(line) || isPointer(line) || isAdvice(line)) continue;
    if (isTalk(line)) talk++;
    if (line.level === 'info' || passed[i]! || isMild(line) || isAside(line) || isCode(said, i)) continue;
    if (soundsWrong(line) && !wasUp(said, i)) return i;
  }
  return -1;
}

/** A line of the program, below the place where it stands. */
function isCode(said: readonly SaidLine[], index: number): boolean {
  return /^\s*File "/.test(said[index - 1]?.texts[0] ?? '');
}

const READ_CHARACTERS = 300;
/** What systemd shows of a unit below its name, a line of a list with times, and a line of the program. */
const SHOWN =
  /\(code=\w+, status=|^\s*(?:(?:Active|Process|Main PID|Status|Loaded|Docs): |\S+\.service: |[\w"'-]+: ?["']?[\w.-]*["']?,?$)|^\s*(?:\d{4}-\d\d-\d\d|raise|return|await|self\.|const)\b|[({]$/;

/** A level in front that nothing has taken off. */
const REMARK = /^.{0,40}\b(?:INFO|DEBUG|NOTICE)\b/;

function soundsWrong(line: SaidLine): boolean {
  const text = line.texts[0]!.slice(0, READ_CHARACTERS);
  return line.isContinued
    ? soundsAlarming(line) && !SHOWN.test(text)
    : (LAST.test(text) && !NO_ALARM.test(text) && !REMARK.test(text)) || NAMED.test(text);
}
