import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectTelling, runBrokenApp, type Telling } from '../failure/broken-app.ts';
import { COMPARED, type ComparedSetUp } from './broken-set-up.ts';

const DOCS = fileURLToPath(new URL('../../../docs/comparison.md', import.meta.url));

const PREFACE = `# What you are told when it does not start

<!-- Written by test/stories/comparison/ from real runs: \`npx vitest run test/stories/comparison -u\`. -->

Ten broken set-ups, and what each system leaves to the person who looks for the cause. berth's part is what its log record
says: code, sentence, cause, cure. It is taken from real runs, and a test fails when this page says anything else. The same
sentence answers the waiting request (with \`errors.detail: full\` the cause and the cure too), and berth's own exit status
is in brackets.

- *A plain proxy* is one of of-watchdog's kind: it starts the command, forwards to a fixed port, and has nothing to say of
  the app but how the connection failed. From its source, not from runs.
- *The platform* is Function Compute's custom runtime with the command as its own start command, as its documents and users
  quote it. \`message\` is the system's text for the exit status read as an error number, which is seldom what happened.
`;

// The moments that differ from run to run: the folder, process ids, a duration, and the ports the kernel chose.
function settle(text: string): string {
  const [, found, expected] = /listens on 127\.0\.0\.1:(\d+); berth expected :(\d+)/.exec(text) ?? [];
  const settled = text
    .replace(new RegExp(`${realpathSync(tmpdir())}/berth-broken-\\w+`, 'g'), '/code')
    .replaceAll(`on ${process.arch}`, 'on x64')
    .replace(/pid \d+/g, 'pid 217')
    .replace(/within [\d.]+m?s:/, 'within 20s:');
  if (found === undefined || expected === undefined) return settled;
  return settled.replaceAll(found, '8055').replaceAll(expected, '41234');
}

function renderRow({ broken, plainProxy, platform }: ComparedSetUp, { record, end }: Telling): string {
  const { code, msg, cause, cure } = record;
  const berth = settle(`${msg}\n${cause}\n${cure}`).replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const cell = `\`${code}\` (${end.code}): ${berth.split('\n').join('<br>')}`;
  return `| ${broken.title} | ${cell} | ${plainProxy} | ${platform} |`;
}

test('docs/comparison.md says what is really told of ten broken set-ups', { timeout: 180_000 }, async () => {
  const rows: string[] = [];
  for (const setUp of COMPARED) {
    const broken = { ...setUp.broken, message: /./ };
    const telling = await runBrokenApp(broken);
    expectTelling(broken, telling);
    rows.push(renderRow(setUp, telling));
  }
  const table = ['| Set-up | berth | A plain proxy | The platform |', '|---|---|---|---|', ...rows].join('\n');
  await expect(`${PREFACE}\n${table}\n`).toMatchFileSnapshot(DOCS);
});
