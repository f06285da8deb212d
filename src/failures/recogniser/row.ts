/**
 * One thing that programs say when they fail, and what it means. The pattern is tried on single lines of at most 1,000
 * characters, so it must take linear time: no repetition inside a repetition. `{name}` in a text is filled from the
 * pattern's named groups.
 */
export interface RecogniserRow {
  /** Also the name of its example, test/fixtures/outputs/NAME.txt. */
  readonly name: string;
  readonly pattern: RegExp;
  /** One of the two lines behind must match this too, and its groups count; absent where the line by itself says it. */
  readonly behind?: RegExp;
  /** Why it happened, as one sentence. */
  readonly cause: string;
  /** What to do about it, as one or two sentences. */
  readonly cure: string;
  /** `likely`: programs also say this when they can go on. */
  readonly certainty: 'certain' | 'likely';
  /**
   * `cause`: it names what is wrong. `outcry`: the program ended with an error, and only its own words say which.
   * `symptom`: something else is wrong, and this is how it shows; told only if there is nothing better. `order`: the program
   * ends because it is to.
   */
  readonly kind: 'cause' | 'outcry' | 'symptom' | 'order';
  /** A worker of the app has ended in the middle of what it did; the app itself runs on. */
  readonly endsWorker?: true;
  /** Of an order: it is to this one program, and who else fails later has not been told to end. */
  readonly isToOne?: true;
  /** It counts only as the last thing that was said. */
  readonly isAtEnd?: true;
  /** What it misses is what a migration makes: one that failed before is the reason. */
  readonly isUnmigrated?: true;
  /** Somebody else says how the program ended: its own words of something wrong count more. */
  readonly isFarewell?: true;
  /** Of a symptom: whoever says this answers 500 for it, and not 502, 503 or 504. */
  readonly answersError?: true;
}

/** The rows of one runtime, the narrower before the wider: the first that matches a line has it. */
export interface RowGroup {
  readonly runtime: string;
  /** Words that any program passes on: whoever says what it wanted with it knows more. */
  readonly isWide?: true;
  /** General words: whatever else names a cause knows more. */
  readonly isLast?: true;
  /** What is used up on the machine: services that are gone then follow from it. */
  readonly isShortage?: true;
  /** Which of several causes counts: most runtimes print the root last, servers that check a config print it first. */
  readonly root: 'first' | 'last';
  /** A line that only this runtime prints, where its rows could be words of another; one must be there. */
  readonly voice?: RegExp;
  readonly rows: readonly RecogniserRow[];
}

/** The cure for a file or folder of an earlier life; `{path}` and the like are filled in. */
export function removeFirst(path: string): string {
  return `Remove it before each start, by a one-shot: \`prepare: { command: rm -f ${path}, oneshot: true }\` in \`processes\`, and \`after: [prepare]\` in the server. Or let the server write it into \`\${runDir}\`, which is new each time.`;
}

/** The cure for a folder that nobody has made, or that this user may not write to. */
export function makeFirst(folder: string): string {
  return `Make the folder before each start, by a one-shot: \`prepare: { command: mkdir -p ${folder}, oneshot: true }\` in \`processes\`, and \`after: [prepare]\` in the server. Or name a path in \`\${runDir}\`, which is there and can be written to.`;
}

type Words = readonly [cause: string, cure: string];

/** A line that says what is wrong. */
export function cause(name: string, pattern: RegExp, [text, cure]: Words): RecogniserRow {
  return { name, pattern, cause: text, cure, certainty: 'certain', kind: 'cause' };
}

/** A line that says what is wrong only together with one of the two behind it. */
export function causeWith(name: string, pattern: RegExp, behind: RegExp, words: Words): RecogniserRow {
  return { ...cause(name, pattern, words), behind };
}

/** A line that says what is wrong, but not that the program could not go on. */
export function likelyCause(name: string, pattern: RegExp, words: Words): RecogniserRow {
  return { ...cause(name, pattern, words), certainty: 'likely' };
}

/** The last words of a program that only it can explain. */
export function outcry(name: string, pattern: RegExp, words: Words): RecogniserRow {
  return { ...cause(name, pattern, words), certainty: 'likely', kind: 'outcry' };
}

/** What shows when something else is wrong. */
export function symptom(name: string, pattern: RegExp, words: Words): RecogniserRow {
  return { ...cause(name, pattern, words), certainty: 'likely', kind: 'symptom' };
}

/** How somebody else tells that the program ended, or what is left of its own words: what it says itself counts more. */
export function farewell(name: string, pattern: RegExp, words: Words): RecogniserRow {
  return { ...symptom(name, pattern, words), isFarewell: true };
}

/** What a server says of the end of one of its workers: the call that the worker had is lost, and the server goes on. */
export function workerEnd(name: string, pattern: RegExp, words: Words): RecogniserRow {
  return { ...symptom(name, pattern, words), endsWorker: true };
}
