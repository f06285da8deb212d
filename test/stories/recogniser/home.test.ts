import { describe, test } from 'vitest';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

/** Runs a line of shell with a home folder on a disk that is read-only. */
function inReadOnlyHome(title: string, line: string, rest: Pick<BrokenApp, 'cause' | 'cure'>): BrokenApp {
  const mount = 'mkdir -p home && mount -t tmpfs -o ro none home && export HOME=FOLDER/home && unset npm_config_cache';
  return exits(title, ['unshare', '--mount', 'sh', '-c', `${mount} && exec ${line}`], {
    files: { 'package.json': '{"name":"app","version":"1.0.0"}' },
    ...rest,
  });
}

const ROWS: readonly BrokenApp[] = [
  inReadOnlyHome('npm', 'npm cache verify', {
    cause: /^npm keeps a cache in the home folder, and cannot write to it at \S+\/home\/\.npm/,
    cure: /npm_config_cache: \$\{runDir\}\/npm/,
  }),
  inReadOnlyHome('Python', `python3 -c 'import os; os.makedirs(os.path.expanduser("~/.cache/huggingface"))'`, {
    cause: /^The app keeps files of its own in the home folder, and cannot write to \S+\/home\/\.cache/,
    cure: /`HOME: \$\{runDir\}`.*HF_HOME/,
  }),
];

describe.skipIf(process.getuid?.() !== 0)('a home folder that cannot be written to', () => {
  test.for(ROWS)('is told to whoever runs $title there', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
