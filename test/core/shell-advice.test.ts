import { describe, expect, test } from 'vitest';
import { splitShellWords } from '../../src/core/shell-word.ts';

/** Why a line cannot be cut into words; null if it can. */
function findFault(line: string): string | null {
  const split = splitShellWords(line);
  return split.kind === 'fault' ? split.fault : null;
}

describe('a line that only a shell could run', () => {
  test.for([
    ['cd /app && node server.js', 'set `workingDirectory: /app` and `command: node server.js`'],
    ['cd app; npm start', 'set `workingDirectory: app` and `command: npm start`'],
    [
      'source venv/bin/activate && python app.py',
      'a virtual environment is chosen by the path of its programs: `command: venv/bin/python app.py`',
    ],
    ['. .venv/bin/activate && gunicorn app:app', '`command: .venv/bin/gunicorn app:app`'],
    ['export NODE_ENV=production && node a.js', 'set `env: { NODE_ENV: production }` and `command: node a.js`'],
    ['A=1; node a.js', 'set `env: { A: 1 }` and `command: node a.js`'],
    ['node a.js &', 'leave out the `&` (and `nohup`), since berth runs beside the app by itself'],
    ['nohup node a.js > app.log 2>&1 &', 'leave out the redirection, since berth passes on what the app prints'],
    ['node a.js 2>> err.log', 'leave out the redirection'],
    ['node a.js | tee app.log', 'leave out what is behind it if it only keeps the output'],
    ['java -Xmx$(nproc)g -jar a.jar', 'put the value in with `env` or in a start script'],
    ['node `cat main`', 'put the value in with `env` or in a start script'],
    ['npm ci && npm start', 'make what has to end before the server a process of its own with `oneshot: true`'],
    ['a < b', 'quote it'],
    ['cd a && b | c', 'make what has to end before the server a process of its own'],
  ] as const)('is told what is meant by %j', ([line, advice]) => {
    expect(findFault(line)).toMatch(/^uses the shell's `.+`, but no shell is run: .+, or write sh -c '…'$/);
    expect(findFault(line)).toContain(advice);
  });

  test.for([
    'C:\\app\\run.exe',
    'D:\\x',
    '.\\gradlew.bat run',
    '..\\a',
    '\\\\server\\share',
    'bin\\start.cmd',
    'java -jar C:\\a.jar',
  ])('%j has a path of Windows', (line) => {
    expect(findFault(line)).toMatch(
      /^has \S+, a path of Windows: write the path of this system, with \/ in place of \\$/,
    );
  });

  test.for(['a\\ b', 'sed s/\\d/x/', 'a \\$HOME', 'grep C:\\ x', "'C:\\a'"])('%j has none', (line) => {
    expect(findFault(line)).toBeNull();
  });
});
