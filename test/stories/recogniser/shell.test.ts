import { describe, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

const need = await requirePackages(['gcc', 'libc6-dev', 'bash']);
const SCRIPT = ['bash', '-c'] as const;

const ROWS: readonly BrokenApp[] = [
  exits('a command that a shell does not find', ['sh', '-c', 'no-such-server --port 80'], {
    cause: /finds no command no-such-server/,
    record: { exitCode: 127 },
  }),
  exits('a variable that a script insists on', ['sh', '-c', `: "$$\{SHOP_URL:?}"`], {
    cause: /insists on SHOP_URL/,
  }),
  exits('a variable that a script takes for set', [...SCRIPT, 'set -u; echo $SHOP_URL'], { cause: /uses SHOP_URL/ }),
  exits('a folder that is not there', ['sh', '-ec', 'cd /nowhere'], {
    cause: /cannot change to the folder \/nowhere/,
    record: { certainty: 'likely' },
  }),
  exits('a script behind a script without its executable bit', [...SCRIPT, './serve.sh'], {
    files: { 'serve.sh': 'exit 0' },
    cause: /may not run \.\/serve\.sh/,
    record: { exitCode: 126 },
  }),
  exits('a carriage return behind every command of a script', [...SCRIPT, '. ./serve.sh'], {
    files: { 'serve.sh': 'serve\r\n' },
    cause: /Windows line ends/,
  }),
  exits('words that berth does not know', ['sh', '-c', 'echo the frobnicator is cross; exit 3'], {
    cause: /^Nothing in its last output is known to berth\.$/,
    record: { certainty: 'unknown', logTail: ['the frobnicator is cross'] },
  }),
  exits(
    'a shared library that is not there',
    [...SCRIPT, 'gcc -shared -o libanswer.so a.c && gcc -o app b.c -L. -lanswer && exec ./app'],
    {
      files: {
        'a.c': 'int answer(void) { return 1; }',
        'b.c': 'int answer(void); int main(void) { return answer(); }',
      },
      cause: /shared library libanswer\.so/,
      cure: /LD_LIBRARY_PATH/,
    },
  ),
  exits('a crash in native code', [...SCRIPT, 'gcc -w -o app a.c && ./app; exit $?'], {
    files: { 'a.c': 'int main(void) { *(volatile int *)0 = 1; }' },
    cause: /used memory that is not its own/,
    record: { exitCode: 139 },
  }),
];

describe.skipIf(need.skipReason !== null)(need.title('berth in front of a script'), () => {
  test.for(ROWS)('tells everybody of $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
