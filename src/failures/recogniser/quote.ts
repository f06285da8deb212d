import type { Diagnosis } from '../../core/diagnosis.ts';
import { isAdvice, isAside, isFrame, isPointer, isVague, isWrapper, soundsAlarming } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

const LONGEST_QUOTE = 300;

/** What can be done about the kinds of things that programs complain about, whichever program it is. */
const CURES: ReadonlyArray<readonly [words: RegExp, cure: string]> = [
  [
    /permission|denied|not permitted|read-only|not writable|EACCES|EROFS/i,
    `See to the owner and the mode of what it names, or let the app use a folder it may write to: \`\${runDir}\`.`,
  ],
  [
    /connect|refused|unreachable|timed? ?out|resolve|host/i,
    'Check the address of the service it names in the settings of the app, and that the instance can reach it.',
  ],
  [
    /environment|env var|variable|setting|secret|\bkey\b|token|licen[cs]e|password|credential/i,
    'Check what it names under `env`, and that the platform passes it on.',
  ],
  [
    /config|\b(?:ya?ml|json|toml|xml|ini)\b|syntax|pars(?:e|ing)|directive|option|argument|flag/i,
    'Correct what it names in the config or the command of the app.',
  ],
  [
    /no such|not found|missing|does ?n[o']t exist|cannot find|could not find|not installed/i,
    'Deploy or install what it names; a relative path starts at the working directory.',
  ],
  [
    /version|require|unsupported|incompatible|too old/i,
    'Compare the versions of what it names with what the app asks for.',
  ],
];

const OTHER_CURE =
  'Look for these words in the documentation of the program that says them; what it said before may tell more.';

const FOLLOW =
  'It tells no reason: look at the lines of its stack for the first part that is no library, and for what it reads there.';

/** How far back from the end the line stands that tells most. */
const MOST_CANDIDATES = 12;

/**
 * The line near the end that tells most of something wrong, where nothing known stands; -1 for none, and none of those that
 * are `passed` over. Words that follow from
 * others (frames, wrappers, farewells) and those that the app could live with do not count, advice counts little; of a chain
 * the last cause tells most, and of lines that tell as much the last.
 */
export function findQuotable(said: readonly SaidLine[], passed: readonly boolean[], from: number): number {
  let best = -1;
  let most = 0;
  let candidates = 0;
  for (let i = findEndOfAll(said) - 1; i >= from && candidates < MOST_CANDIDATES; i--) {
    if (passed[i]! || !isQuotable(said[i]!)) continue;
    candidates++;
    const worth = rate(said[i]!);
    if (worth > most) [best, most] = [i, worth];
  }
  return best;
}

/** Where an error came up, in the words of Node.js and Rust. */
const PLACE = /^\S+:\d+$| panicked at \S+:$/;
/** It gives itself up with these words. */
const GAVE_UP = /\b(?:fail(?:ed|ure)|cannot|can't|could ?n[o']t|unable|error)\b/i;

/** What was not done, and why. */
const STATED =
  /^(?:failed to|unable to|could ?n[o']t|could not|cannot|can't|error (?:while )?\w+ing) .{3,120}: \S+ \S/i;

/**
 * The line directly before a crash that tells nothing of why (a nil that was followed), where it says what has failed: who gives
 * up often crashes over what was never made. -1 where no such line stands there.
 */
export function findCryBefore(said: readonly SaidLine[], passed: readonly boolean[], crash: number): number {
  if (!isVague(said[crash]!) || said[crash]!.isContinued) return -1;
  const before = findBefore(said, crash);
  if (before === -1 || passed[before]! || !isQuotable(said[before]!) || said[before]!.source !== said[crash]!.source)
    return -1;
  const { level, texts } = said[before]!;
  const isCry = level === 'error' || level === 'fatal' || LABEL.test(texts[0]!.trim()) || STATED.test(texts[0]!.trim());
  return isCry && GAVE_UP.test(texts[0]!) && !isVague(said[before]!) ? before : -1;
}

/** The last line before a crash that is no part of it; Node.js prints the line of the program, too. */
export function findBefore(said: readonly SaidLine[], crash: number): number {
  return said.findLastIndex(
    (line, index) => index < crash && !isPartOfCrash(line) && !PLACE.test(said[index - 1]?.texts[0] ?? ''),
  );
}

function isPartOfCrash(line: SaidLine): boolean {
  return isFrame(line) || isWrapper(line) || line.isContinued || isVague(line) || PLACE.test(line.texts[0]!);
}

const ENDED = /^(?:Terminating|Stopping) [\w-]+\W*$/;

/** Where whoever runs several programs ends them, each by its name: what they say from there on is said of that. */
function findEndOfAll(said: readonly SaidLine[]): number {
  const end = said.findIndex(
    ({ source, texts }) => source !== '' && ENDED.test(texts[0]!) && texts[0]!.includes(source),
  );
  return end === -1 ? said.length : end;
}

/** What the app said itself, and what is done about such things. */
export function quote(said: readonly SaidLine[], index: number): Diagnosis {
  const words = said[index]!.texts[0]!.trim();
  const places = [index];
  const more = words.endsWith(':') ? findNext(said, index) : BARE.test(words) ? findFrame(said, index) : index;
  if (more !== index) places.push(more);
  const lines = places.map((place) => said[place]!);
  const text = shorten(toRoot(lines.map(({ texts }) => texts[0]!.trim()).join(' ')));
  const cure = BARE.test(lines[0]!.texts[0]!) ? FOLLOW : (CURES.find(([words]) => words.test(text))?.[1] ?? OTHER_CURE);
  return {
    cause: `Its own last words of something wrong are: ${text.replace(/[.\s]+$/, '')}.`,
    cure,
    certainty: 'quoted',
    evidence: lines.map(({ raw }) => raw.trim()),
    evidenceAt: places.map((place) => place + 1),
  };
}

/** Where the exception came up, but for what Java brings itself. */
function findFrame(said: readonly SaidLine[], index: number): number {
  const frame = said.findIndex(({ texts }, at) => at > index && /^\s*at (?!(?:java|javax|jdk|sun)\.)/.test(texts[0]!));
  return frame === -1 ? index : frame;
}

// Spring tells a whole chain in one line, and its root last.
function toRoot(text: string): string {
  return text.slice(text.lastIndexOf(NESTED) + (text.includes(NESTED) ? NESTED.length : 1));
}

const NESTED = 'nested exception is ';

/** The first line behind that says anything; the line itself where none does. */
function findNext(said: readonly SaidLine[], index: number): number {
  const next = said.findIndex(({ texts }, at) => at > index && /\w/.test(texts[0]!));
  return next === -1 ? index : next;
}

const ROOT =
  /^\s*(?:Caused by|\*\* \(EXIT\)|exception (?:exit|error|throw): |\d+: |--->|(?:[\w$]+\.)*[\w$]*(?:Error|Exception)\b)/;

/** An exception without a message: where it came up says more. */
const BARE = /^(?:[\w$]+\.)+[\w$]*(?:Error|Exception)$/;

/** These look like frames: the first line of Ruby’s, and what a virtual machine says behind a sign. */
const RUBY_CRY = /^\S+:\d+:in [`'][^']*': \S+ \S.*\([\w:]+\)$/;
const NATIVE_CRY = /^# [A-Z][a-z]+ \S/;

function isCry(text: string): boolean {
  return RUBY_CRY.test(text) || NATIVE_CRY.test(text);
}

function isQuotable(line: SaidLine): boolean {
  if ((isFrame(line) && !isCry(line.texts[0]!)) || isWrapper(line) || isPointer(line)) return false;
  if (line.isContinued && !ROOT.test(line.texts[0]!)) return false;
  return soundsAlarming(line) && (/\S\s+\S/.test(line.texts[0]!) || BARE.test(line.texts[0]!)) && !isAside(line);
}

/** The root of a chain that says no more than its kind. */
const UNSAID = /^Caused by: (?:[\w$]+\.)+[\w$]*(?:Error|Exception)(?:: null)?$/;

/** It names itself an error. */
const LABEL =
  /^(?:\W*(?:fatal|error|panic|critical)\b|(?:[\w$]+[.:]{1,2})*[\w$]*(?:Error|Exception)\b|Caused by: |\*\* \(\w+\) )|: (?:fatal|error|panic): /i;
/** What came of something else: a part that is not there then. */
const FOLLOWS =
  /\b(?:init(?:iali[sz]ation)?|registration|start-?up|boot|launch|plugin|component|connector|module|deployment)\b.{0,60}\b(?:failed|aborted|returned (?:an )?error)\b|\bfailed to (?:initiali[sz]e|start|load|create) (?:component|connector|module|plugin|bean|context)\b/i;
/** Something is named: a path, a name in quotes, an address, a variable, a place in a file. */
const NAMED = /(?:^|[\s"'(=])\.{0,2}\/[\w.-]+|['"`][^'"`]{1,100}['"`]|\b\w+[.:]\d+\b|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/;

/** Somebody else has told it before. */
const TOLD_ABOVE = /\b(?:see|check|inspect|look at|read|review|logged|errors?|messages?)\b.{0,60}\babove\b/i;
/** It tells what can be done, at whatever level. */
const TO_DO =
  /^\W*(?:error:? )?(?:you (?:can|could|may) (?!not\b|only\b)|try |consider |did you |are you |make sure |to (?:fix|solve|resolve|avoid) )/i;

function rate(line: SaidLine): number {
  const { level } = line;
  const text = line.texts[0]!.trim();
  const label = LABEL.test(text) || RUBY_CRY.test(text) || level === 'fatal' ? 3 : level === 'error' ? 2 : 0;
  const isTelling = !isVague(line) && !FOLLOWS.test(text);
  const isOnlyAdvice = TO_DO.test(text) || (isAdvice(line) && level !== 'error' && level !== 'fatal');
  const advice = isOnlyAdvice ? 3 : 0;
  return (
    4 +
    label -
    (UNSAID.test(text) ? 2 : 0) +
    (NAMED.test(text) ? 1 : 0) -
    advice -
    (text.endsWith(':') ? 1 : 0) -
    (TOLD_ABOVE.test(text) ? 3 : 0) -
    (isTelling ? 0 : 2)
  );
}

function shorten(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
