import { ALARM, ERRNO, NO_ALARM } from './alarm-words.ts';
import { ASIDE, LIVES_ON } from './aside-words.ts';
import {
  ADVISED,
  AWAITED,
  BULLET,
  CONNECTED,
  EXPORTING,
  READY,
  READY_FIRST,
  SERVED,
  SERVED_IN_RECORD,
} from './ready-words.ts';
import { MOST_SIGNS, type SaidLine } from './said-line.ts';
import { WRAPPER_START, WRAPPER_WITHIN } from './wrapper-words.ts';

/** Frames of stacks, lists of fields, code that is quoted: parts of what was said before them. */
const FRAME =
  /^\s*(?:at |at$|File "|from \/|#\d+ |\d+: (?: *0x|[\w<]+::|<unknown>$)|panic\(\{?0x|\d+\. .*@ 0x|in \/|\.{3}\s|\^|~|\||[\])}]+[;,]?$|Emitted '|throw |goroutine \d|[\w-]+\.[a-z]{2,6}(?:\/[\w.@~-]+)+(?:\.\(\*?\w+\))?\S*$|[\w-]+\.[a-z]{2,6}\/\S+\.go:\d|created by |main\.main|\/\S+\.go:\d|Require stack:|- \/|-{3,} .{1,60} -{3,}$|<-{2,} .{1,60} -{2,}>$|\[\d+:0x|stack backtrace|#(?: |$)|runtime: g |[\w./+-]{1,200}\([^)]{0,200}\+0x[\da-f]+\) ?\[0x|[a-z]\w{1,3} +0x[\da-f]+$|file:\/\/\/\S+:\d|\/\S+:\d+:in |[\w.-]+:\d+:in [`'][^']*'?$|note: run with|=[A-Z]+ REPORT=|\d+: \S+\.go:\d|(?:\w+\.)*\w+\[\d+\]$|[\u2500-\u257f]|[\w':]+\/\d+(?: line \d+| \(|$)|errno: |code: '|syscall: |path: |port: |thrown in \S+ on line \d|\/\S+\.[cm]?[jt]sx?$|(?:initial call|registered_name|ancestors|message_queue_len|messages|links|dictionary|trap_exit|heap_size|stack_size|reductions|neighbours): |(?:pid: <|status: runn)|crasher:$|<<"|#\{<<"|\[<<"|Server: \S+ \(https?\)$|Request: [A-Z]{3,7} \/|\[(?:stacktrace|previous exception)\]|in function {1,2}\S|Last message(?: \(|: )|State: [%{[])|^\s*$|^[-=*_~#. ]{3,}$/;

/** What a person can do about it. */
const ADVICE =
  /^\W*(?:\w+: )?(?:if|you|please|try|see|check|name|correct|make sure|ensure|to|hint|for|are you|this|do you|did you|consider|use|run|note|tasks:|it is|set)\b/i;

/** The app says itself that it lives with it, or tries again. */
const MILD =
  /\b(?:re-?try(?:ing|ies)?|will (?:be )?retr(?:y|ied)|(?<!\b(?:and|then|to|or|please) )try again|trying again|tries left|re-?connect(?:ing)?|re-establish|attempt(?: #?| )\d+|deprecat\w*|PHP (?:Warning|Notice)|fall(?:ing)?[ -]?back|skipp(?:ed|ing)|ignor(?:ed|ing)|continu(?:e|ing) (?:without|anyway|with)|proceed(?:ing)? (?:without|anyway)|going on|go(?:es|ing)? on without|without (?:cache|it)\b|warning: |(?:feature|is|are|be) disabled|ExperimentalWarning|using (?:the )?default|creating (?:it|one)|not critical|non-fatal|sleeping|still waiting|(?<!while )waiting for)\b|\(\d+\/\d+\)|^\?: \(\w+\.W\d+\)/i;

const WORD = /\p{Ll}{3}|\p{Lo}{2}/u;
const WAITING =
  /\b(?:wait(?:ing|ed|s)?|pending|not (?:yet )?(?:ready|available|reachable|there)|still|tries|trying)\b/i;

/** It has tried again for the last time. */
const GIVEN_UP =
  /\b(?:giv(?:ing|en|e) up|gave up|bail(?:ing|ed) out|out of retr\w+|no more retr\w+|retr(?:y|ies) (?:exhausted|exceeded|limit)|max(?:imum)?(?: number of)? retr\w+|after \d+ (?:attempts|retries|tries|times)|too many (?:retries|attempts|restarts)|refus(?:e|es|ing) to (?:start|boot|run)|cannot continue|can't continue)\b/i;

/** A part beside the app, a door of the machine, or a question. */
const BESIDE =
  /:22\b|\b(?:SSH|control socket|debugger|inspector|metrics|management|admin\w*|profil\w+|temporary|live-?reload|server process|that's|that is|which is|not|n't)\b|\?$/i;

/** Somebody who watches the app tells that a part of it has ended badly by itself, or it gives the reason why it is to end. */
const OWN_END =
  /\b(?:exited (?:normally )?with (?:code|status):? (?!143|130|0\b)\d|exit status [1-9]\d*; not expected|gave up: |entered FATAL state|app crashed|(?:exception|error|failed|failure|panic)\b.{0,120}[,;.:-] {1,2}(?:now )?(?:shutting down|exiting|terminating|quitting)\b|spawn \S+ E[A-Z]+|sending SIG\w+ to (?:all|other)|kill(?:ing|s)? (?:every|all) process(?:es)? with SIG\w+|Aborting on container exit|(?:stopping|killing|terminating|ending|interrupting) (?:the |all )?(?:other|remaining)s?\b|shut(?:ting)? ?down (?:because|due to) |(?:terminating|stopping|ending|exiting|stops?|exits?) (?:\S+ )?(?:because|due to|since) (?!.{0,20}signal))/i;

/** Where more is to be read, or how to make the program say it. */
const POINTER =
  /^\W*(?:please )?(?:(?:Error reference|Reference|Docs?|Documentation):? ?(?:$|https?:)|for (?:more|further) (?:details?|information|help|info)\b|(?:see|check|consult|refer to|read|look (?:at|in|into)|inspect) .{0,120}\b(?:details?|more|information|logs?|output|documentation|docs|manual)\b|(?:re-?)?(?:run|try|use|start) .{0,80}(?:--(?:verbose|debug|stacktrace|info|help|trace)|-[vxX]\b|increased verbosity))/i;

/** Whoever watches the app has waited long enough for it, and that is why it is told to end. */
const LATE =
  /start operation timed out|^s6-(?:rc|svwait|svlisten1?): fatal: timed out|failed to properly bring all the services up|\bfailed \d+ live probes\b|\bBoot timeout\b|\bbind to \$PORT within\b|\b(?:liveness|startup) probe failed|failed (?:liveness|startup) probe|\bfailed (?:\w+ )?health ?checks?\b|respond to HTTP pings|health check (?:on port \d+ has failed|never passed)|^healthcheck failed!|\bnever (?:became )?healthy\b|\b(?:was not|wasn't|not become|never became) (?:ready|healthy|up) (?:with)?in\b|\bdid(?: not|n't) (?:start|listen|answer|respond|become \w+) (?:with)?in\b/i;

const STARTING =
  /\b(?:re)?(?:start(?:ing|ed)|boot(?:ing|ed)|launch(?:ing|ed)|initiali[sz]ing)\b|\bnew worker\b.{0,20}\bforked\b/i;

/** What an app that is up begins again and again. */
const BEGUN_OFTEN =
  /\b(?:request|job|task|checkpoint|transaction|query|backup|scan|sync)s? start(?:ing|ed)\b|\bstart(?:ing|ed) (?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) |(?:request|job|task|checkpoint|transaction|query|backup|scan|sync)\b)/i;

/** A part beside the app that is begun. */
const BEGUN_BESIDE =
  /\bstart(?:ing|ed) (?:\w+ ){0,2}(?:control (?:server|socket)|debugger|inspector|metrics|management|admin|profil\w+|live-?reload)\b/i;

const SERVICE =
  /connect|refused|unreachable|timed? ?out|resolv|\bhost|\bENOTFOUND|EAI_AGAIN|ETIMEDOUT|database|redis|mongo|postgres|mysql|broker|queue|unavailable|not ready/i;

const END =
  /^(?:Unhandled [Ee]xception|# Fatal error in |Unhandled exception\.|Uncaught |Fatal error:|PHP Fatal error:|fatal error:|panic: |thread '[^']+' panicked|terminate called|FATAL ERROR:|fatal error in thread|Exception in thread "main"|(?:mysqld|mariadbd) got signal |Segmentation fault\b|\S+ \[BUG\] )/;

/** Words of an app that ends in order. */
const FAREWELL =
  /\b(?:shut(?:ting)? ?down|stopp(?:ed|ing)|clos(?:ed|ing)|exit(?:ed|ing|s)?\b|terminat(?:ed|ing|ion)|disconnection|good ?bye|bye|destroy(?:ed|ing)?|releas(?:ed|ing)|clean(?:ing)? ?up|finished|cancelling|abort(?:ed|ing)?|killed|crash(?:ed|ing)?|dump(?:ed|ing)?|reboot)\b/i;

type Sign = (line: SaidLine) => boolean;

const UNKNOWN = 0;
const FALSE = 1;
const TRUE = 2;
let signs = 0;

/** The line is part of what was said before it. */
export const isFrame: Sign = once((line) => FRAME.test(line.texts[0]!));

/** The line only tells that something has ended, or where to read more. */
export const isWrapper: Sign = once((line) => says(line, WRAPPER_START) || mentions(line, WRAPPER_WITHIN));

/** By its level or its words the app can go on after what the line says. */
export const isMild: Sign = once((line) => {
  const { level } = line;
  return (level === 'warn' || level === 'info' || mentions(line, MILD)) && !mentions(line, GIVEN_UP);
});

/** It has tried for the last time. */
export const tellsGivenUp: Sign = once((line) => mentions(line, GIVEN_UP));

/** The app serves from here on. */
export const tellsReady: Sign = once((line) => {
  if (line.isContinued && !BULLET.test(line.texts[0]!)) return false;
  if (says(line, EXPORTING)) return true;
  return (
    (mentions(line, READY) || says(line, READY_FIRST)) &&
    !mentions(line, BESIDE) &&
    !mentions(line, ADVISED) &&
    !soundsAlarming(line)
  );
});

/** PostgreSQL refuses a client, and serves the others. */
const REFUSED_CLIENT =
  /FATAL: {2}(?:(?:database|role) "|password authentication|no pg_hba|pg_hba|sorry, |remaining connection|the database system is|terminating connection|connection to client|unsupported frontend|no PostgreSQL user)/;

/** The app has answered a call behind all that was said before. */
export const tellsServed: Sign = once(({ raw, level }) => {
  if (level === 'error' || level === 'fatal') return false;
  return SERVED.test(toJudged(raw)) || (raw.endsWith('}') && SERVED_IN_RECORD.test(raw));
});

/** A server refuses somebody else, and goes on. */
export const tellsRefusal: Sign = once(({ raw }) => REFUSED_CLIENT.test(raw));

/** The reason for an order to end is told, or that a part has ended by itself before. */
export const tellsOwnEnd: Sign = once((line) => mentions(line, OWN_END) || tellsLate(line));

/** Whoever watches the app has waited long enough for it. */
export const tellsLate: Sign = once((line) => says(line, LATE));

/** A new life of the program begins, or goes well. */
export const beginsAgain: Sign = once((line) => {
  if (tellsReady(line)) return true;
  return (
    !line.isContinued &&
    mentions(line, STARTING) &&
    !mentions(line, BEGUN_OFTEN) &&
    !mentions(line, BEGUN_BESIDE) &&
    !mentions(line, FAREWELL) &&
    !soundsAlarming(line)
  );
});

/** Something that was away is reached. */
export const tellsConnected: Sign = once(
  (line) => mentions(line, CONNECTED) && !mentions(line, AWAITED) && !soundsAlarming(line),
);

/** The program ends with this. */
export const tellsEnd: Sign = once((line) => line.level === 'fatal' || says(line, END));

const DONE =
  /^\W*(?:(?:all )?done|finished|completed?|success)\W*$|\b(?:completed|finished|ended|done) success(?:fully)?\b|\ball \w+ (?:applied|done|processed|completed)\b/i;

/** The program has done what it was to do. */
export const tellsDone: Sign = once((line) => says(line, DONE) && !soundsAlarming(line));

const BUILT = /^BUILD SUCCESS(?:FUL)?\b/;

/** A build tool tells that all went well, what it has started for a while among it. */
export const tellsBuilt: Sign = once((line) => says(line, BUILT));

/** Something that was to be there was not: a follower of what failed before, where that is told. */
const VAGUE =
  /nil pointer dereference|unexpected signal during runtime execution|NullReferenceException|NullPointerException|Cannot (?:read|set) propert(?:y|ies)|(?:undefined|null) is not an? |is not a function|undefined method .{1,60} for nil|'NoneType' object|on a `None` value|Cannot destructure|Object reference not set|Value cannot be null|Call to a member function \S{1,60} on null|Attempt to read property .{1,60} on null|on value of type null|function nil\.\w+\/\d|attempt to index a nil value|Unexpectedly found nil/;

/** The line tells of something wrong, and nothing of why. */
export const isVague: Sign = once((line) => mentions(line, VAGUE));

/** The line tells of something that no server ends of, or that the app does without it. */
export const isAside: Sign = once(
  (line) => says(line, ASIDE) || (mentions(line, LIVES_ON) && !mentions(line, GIVEN_UP)),
);

/** What the line tells of can be reached again. */
export const isAboutService: Sign = once((line) => mentions(line, SERVICE));

const UNREACHED =
  /not found in upstream|could not be resolved|cannot resolve host|ENOTFOUND|EAI_AGAIN|name resolution|Name or service not known|no such host|bad address|connection refused|ECONNREFUSED|unreachable/i;

/** Another program is not there, by its name or at its port. */
export const isUnreached: Sign = once((line) => mentions(line, UNREACHED));

/** The line tells of something that is wrong, by its level or its words. */
export const soundsAlarming: Sign = once((line) => {
  const { level } = line;
  if (level === 'fatal' || level === 'error') return true;
  return level !== 'info' && (mentions(line, ALARM) || mentions(line, ERRNO)) && !mentions(line, NO_ALARM);
});

/** The line tells where to read more, and nothing of its own. */
export const isPointer: Sign = once((line) => says(line, POINTER));

/** The line tells what can be done, and nothing of its own. */
export const isAdvice: Sign = once((line) => says(line, ADVICE));

/** An app that says this has gone on: no part of an error, none of an end. */
export const isTalk: Sign = once((line) => {
  if (line.isContinued || line.texts[0]!.trim() === '' || isFrame(line) || isWrapper(line)) return false;
  return !soundsAlarming(line) && !mentions(line, FAREWELL) && !isAdvice(line);
});

/** The app goes about its work: it neither waits for anything nor tries again. */
export const isWork: Sign = once((line) => {
  if (!isTalk(line) || line.level === 'warn' || !WORD.test(line.texts[0]!)) return false;
  return !mentions(line, MILD) && !mentions(line, GIVEN_UP) && !mentions(line, WAITING);
});

/** What a line is about stands in its beginning. */
const JUDGED_CHARACTERS = 300;

/** The words may be asked to begin the line. */
function says({ texts }: SaidLine, words: RegExp): boolean {
  return texts.some((text) => words.test(toJudged(text)));
}

/** The same of words that may stand anywhere: cheaper. */
function mentions({ wholes }: SaidLine, words: RegExp): boolean {
  return wholes.some((text) => words.test(toJudged(text)));
}

function toJudged(text: string): string {
  return text.length > JUDGED_CHARACTERS ? text.slice(0, JUDGED_CHARACTERS) : text;
}

// The same line is asked about again and again.
function once(judge: Sign): Sign {
  const place = signs++;
  if (place >= MOST_SIGNS) throw new Error('BUG: a line has room for fewer signs');
  return (line) => {
    const known = line.signs[place]!;
    if (known !== UNKNOWN) return known === TRUE;
    const sign = judge(line);
    line.signs[place] = sign ? TRUE : FALSE;
    return sign;
  };
}
