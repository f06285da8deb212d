import { type RowGroup, symptom } from './row.ts';

/** Where an answer is to stand. */
const ANSWER = [
  String.raw`\(y\/n\)|\[y\/n\]|\(n\/y\)|\[n\/y\]|\(yes\/no\)|\[yes\/no\]|\(yes\/no\/\[\w+\]\)|\[yes\/no\/\w+\]`,
  String.raw`\bOk to proceed\? \(y\)|\bPress (?:any key|Enter|RETURN)(?: \w+){0,4} to (?:continue|proceed|exit)`,
  String.raw`\b(?:username|password) for '[^']{1,200}'|\bEnter (?:PEM pass phrase|passphrase for key '[^']{1,200}'|(?:the )?(?:database |db )?password)`,
].join('|');

/** Questions on a console, which nobody answers where there is none. */
export const PROMPT_ROWS: RowGroup = {
  runtime: 'a program that asks on its console',
  isLast: true,
  root: 'last',
  rows: [
    {
      ...symptom(
        'prompt-unanswered',
        new RegExp(
          `^\\W*(?<question>(?:[^\\s\\W].{0,200}?)?(?:${ANSWER}))(?: \\[\\w+\\]| \\(default:? \\w+\\))?[\\s.:?>»›…]*(?:abort(?:ed)?[.!]?)?$`,
          'i',
        ),
        [
          'The program asks a question on its console, and nobody is there to answer: {question}.',
          'Give the answer in `command`: most programs take an option for it (`--yes`, `-y`, `--force`, `--no-interaction`) or a variable (`CI: true` under `env`); what is done once belongs before the start.',
        ],
      ),
      isAtEnd: true,
    },
  ],
};
