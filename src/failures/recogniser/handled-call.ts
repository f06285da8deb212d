import {
  CALL_HEAD,
  CLIENT_GONE,
  DISPATCH,
  DISPATCH_UP,
  OF_CLIENT,
  OF_EVERY_CALL,
  PART_HEAD,
  STRANGER,
} from './call-words.ts';
import { isFrame, soundsAlarming } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

/** Whose call it is, and where it came through, stands in so much of a line. */
const READ_CHARACTERS = 400;

const EXCEPTION = /^\.?(?:[\w$]+[.:]{1,2}){0,10}[\w$]*(?:Error|Exception|Warning|Exit|Interrupt|DoesNotExist)\b/;
/** How Ruby cries: its first line looks like a frame. */
const RUBY_CRY = /^\S+:\d+:in [`'][^']*': ./;
/** How Elixir does, below what has ended. */
const ELIXIR_CRY = /^\*\* \(/;
/** A runtime has ended of it, whatever called it. Node.js prints the place of an error that ends it first. */
const PLACE = /^\S+:\d+$/;
const END = /^(?:Node\.js v\d|Bun v\d|\[nodemon\] app crashed|npm (?:ERR!|error) )/;

/** True for lines that tell of an error which one call met, or one part of an app that is up: their heads, their stacks, and what names a client. */
export function findHandledCalls(said: readonly SaidLine[], isUp: (index: number) => boolean): readonly boolean[] {
  const handled = said.map(isOfClient);
  for (const [index, { raw }] of said.entries()) {
    if (RAILS.test(raw.slice(0, READ_CHARACTERS))) handled.fill(true, index, findRubyLine(said, index + 1));
  }
  markJobs(said, handled);
  for (let start = 0; start < said.length; ) {
    const end = findBlockEnd(said, start);
    if (isHandled(said, start, end, isUp)) handled.fill(true, findTold(said, start, end), end);
    start = end;
  }
  for (const [index, line] of said.entries()) {
    if (handled[index] && line.texts.some((text) => OF_EVERY_CALL.test(text.slice(0, READ_CHARACTERS))))
      handled[index] = false;
  }
  return handled;
}

/** Rails calls each error of a call fatal; what Unicorn cannot begin with stands in the same form. */
const RAILS = /\bF, \[[^\]]{1,60}\] FATAL -- : (?!error adding listener\b)/;

/** Sidekiq warns of a job that has failed, and in the same words of its error. */
const JOB = /\b(pid=\d+ tid=\w+) .{0,120}\bWARN: (\{"context":"Job raised exception")?/;
const RUBY_LINE = /\b[DIWEFA], \[[^\]]{1,60}\] +[A-Z]+ -- /;

/** What Rails says of the error stands in lines of their own, until it logs again, or somebody else speaks: a start that fails. */
function findRubyLine(said: readonly SaidLine[], from: number): number {
  const { source } = said[from - 1]!;
  const next = said.findIndex((line, index) => index >= from && (isRubyLine(line) || line.source !== source));
  return next === -1 ? said.length : next;
}

function isRubyLine({ raw, texts }: SaidLine): boolean {
  return RUBY_LINE.test(raw) || RUBY_CRY.test(texts[0]!) || /^(?:bundler: |! |=> |\* )/.test(texts[0]!);
}

function markJobs(said: readonly SaidLine[], handled: boolean[]): void {
  const failed = new Set<string>();
  for (const [index, { raw }] of said.entries()) {
    const [, thread, isHead] = JOB.exec(raw.slice(0, READ_CHARACTERS)) ?? [];
    if (isHead !== undefined) failed.add(thread!);
    if (thread !== undefined && failed.has(thread)) handled[index] = true;
  }
}

function isOfClient({ raw, level }: SaidLine): boolean {
  return level !== null && level !== 'info' && OF_CLIENT.test(raw.slice(0, READ_CHARACTERS));
}

function isHandled(said: readonly SaidLine[], start: number, end: number, isUp: (index: number) => boolean): boolean {
  const { texts, level } = said[start]!;
  if (level !== 'info' && texts.some((text) => CALL_HEAD.test(text.trimStart()))) return true;
  if (findSaid(said, start, end, CLIENT_GONE) !== -1 || isDispatched(said, start, end)) return true;
  if (level === 'info') return false;
  const stranger = findSaid(said, start, end, STRANGER);
  if (stranger !== -1) return isUp(stranger);
  return (PART_HEAD.test(texts[0]!) || isThrough(said, start, end, DISPATCH_UP)) && isUp(start);
}

/** What somebody tells of an error in words of its own, and the error. */
const HEAD_LINES = 2;

/** Where it is told in these words; -1 where it is not, or where a runtime has ended of it, which so has not caught it. */
function findSaid(said: readonly SaidLine[], start: number, end: number, words: RegExp): number {
  const at = said
    .slice(start, Math.min(end, start + HEAD_LINES))
    .findIndex((line) => soundsAlarming(line) && line.texts.some((text) => words.test(text.slice(0, READ_CHARACTERS))));
  return at === -1 || isEndedThere(said, start, end) ? -1 : start + at;
}

function isEndedThere(said: readonly SaidLine[], start: number, end: number): boolean {
  if (said.slice(Math.max(0, start - 4), start + 1).some(({ texts }) => PLACE.test(texts[0]!))) return true;
  return said.slice(end, end + 3).some(({ texts }) => END.test(texts[0]!));
}

function isDispatched(said: readonly SaidLine[], start: number, end: number): boolean {
  const head = said.slice(start, Math.min(end, start + HEAD_LINES));
  const isBroken = head.some(({ texts }) => RESET.test(texts[0]!)) && isThrough(said, start, end, SERVER_SOCKET);
  return (isBroken || isThrough(said, start, end, DISPATCH)) && !isEndedThere(said, start, end);
}

/** The stack goes through such a place. */
function isThrough(said: readonly SaidLine[], start: number, end: number, place: RegExp): boolean {
  return said.slice(start + 1, end).some(({ texts }) => place.test(texts[0]!.slice(0, READ_CHARACTERS)));
}

/** A connection that broke, and nothing that came of it. */
const RESET = /^java\.(?:io|net)\.\w+: (?:Connection reset|Broken pipe|An established connection was aborted)/;
const SERVER_SOCKET =
  /\bat (?:java\.base\/)?(?:io\.netty\.(?:buffer|channel)|org\.apache\.(?:coyote|tomcat\.util\.net)|org\.glassfish\.grizzly\.(?:nio|http)|org\.eclipse\.jetty\.io|io\.undertow|org\.xnio)\./;

/** Behind the stack of what is said at the start, and the error that some runtimes name under it. */
function findBlockEnd(said: readonly SaidLine[], start: number): number {
  // Rust says below where a thread has panicked why.
  let end = start + (/ panicked at .*:$|panic recovered:$/.test(said[start]!.texts[0]!) ? 2 : 1);
  if (EXCEPTION.test(said[start]!.texts[0]!)) end = findStack(said, end);
  let isOpen = false;
  while (end < said.length) {
    const { texts, isStamped, isContinued } = said[end]!;
    // What Python cries stands below its stack, whatever its name.
    const isCry: boolean = isOpen && !isStamped && !isContinued && PYTHON_CRY.test(texts[0]!);
    if (!isPart(said[end]!) && !isCry) break;
    isOpen = !isCry && (isOpen || texts[0]!.startsWith('Traceback (most recent call last):'));
    end = EXCEPTION.test(texts[0]!) ? findStack(said, end + 1) : end + 1;
  }
  return end;
}

const PYTHON_CRY = /^[A-Za-z_][\w.]*(?::|$)/;

/** So many lines has a message at most: a statement for a database, a document. */
const MESSAGE_LINES = 20;
const JAVA_FRAME = /^\s*at [\w$.]+\(/;

/** Where the stack begins behind the lines of a message. */
function findStack(said: readonly SaidLine[], from: number): number {
  for (let i = from; i < Math.min(said.length, from + MESSAGE_LINES); i++) {
    if (JAVA_FRAME.test(said[i]!.texts[0]!)) return i;
    if (said[i]!.isStamped) break;
  }
  return from;
}

/** So much of a message tells that it is the same. */
const SAME_CHARACTERS = 40;
const FEWEST_SAME = 15;

/** Where the app has told of the error in words of its own before it printed the error itself. */
function findTold(said: readonly SaidLine[], start: number, end: number): number {
  const error = said.slice(start, end).find(({ texts }) => EXCEPTION.test(texts[0]!))?.texts[0] ?? '';
  const at = error.indexOf(': ') + 2;
  const message = error.slice(at, at + SAME_CHARACTERS);
  if (at === 1 || message.length < FEWEST_SAME) return start;
  const from = Math.max(0, start - MESSAGE_LINES);
  const told = said.slice(from, start).findLastIndex((line) => line.texts[0]!.includes(message));
  return told === -1 ? start : from + told;
}

function isPart(line: SaidLine): boolean {
  const text = line.texts[0]!;
  return (
    line.isContinued ||
    (isFrame(line) && !RUBY_CRY.test(text)) ||
    (!line.isStamped && !CALL_HEAD.test(text) && (EXCEPTION.test(text) || ELIXIR_CRY.test(text)))
  );
}
