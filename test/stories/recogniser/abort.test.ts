import { execFileSync } from 'node:child_process';
import { describe, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

const need = await requirePackages(['gcc', 'g++', 'rustc', 'golang-go']);
const needJava = await requirePackages(['openjdk-17-jdk-headless']);

/** Compiles a program in the app's folder, then becomes it. */
function compiled(title: string, compiler: string, [file, source]: [string, string], cause: RegExp): BrokenApp {
  const line = `cd FOLDER && HOME=FOLDER GOFLAGS=-mod=mod ${compiler} && exec ./server`;
  return exits(title, ['sh', '-c', line], { files: { [file]: source }, cause });
}

const GO = 'package main\nfunc main() { panic("no settings") }\n';
const RUST = 'fn main() { let s: Result<i32, String> = Err("no settings".into()); s.unwrap(); }\n';
const CPP = '#include <stdexcept>\nint main() { throw std::runtime_error("no settings"); }\n';
const C = '#include <assert.h>\nint main(void) { int workers = 0; assert(workers > 0); return 0; }\n';
const FREE = '#include <stdlib.h>\nint main(void) { char *p = malloc(8); free(p); free(p); return 0; }\n';
const SILENT = '#include <stdlib.h>\nint main(void) { abort(); }\n';

const ROWS: readonly BrokenApp[] = [
  compiled(
    'Rust whose panics abort',
    '/usr/bin/rustc -C panic=abort server.rs',
    ['server.rs', RUST],
    /^The app panicked at server\.rs:1:/,
  ),
  compiled('C++ and an exception', 'g++ -o server server.cc', ['server.cc', CPP], /nothing in it handles: no settings/),
  compiled(
    'C and an assertion',
    'gcc -w -o server server.c',
    ['server.c', C],
    /^The program found a state that must not be, at server\.c:2: workers > 0/,
  ),
  compiled(
    'C and a memory that is damaged',
    'gcc -w -o server server.c',
    ['server.c', FREE],
    /^The program found its own memory damaged/,
  ),
  compiled(
    'C without a word',
    'gcc -w -o server server.c',
    ['server.c', SILENT],
    /^The process was killed by SIGABRT \(it gave itself up\)/,
  ),
  {
    ...compiled(
      'Go that is to crash',
      'go build -o server server.go',
      ['server.go', GO],
      /^The app panicked: no settings/,
    ),
    app: {
      command: ['sh', '-c', 'cd FOLDER && HOME=FOLDER GOFLAGS=-mod=mod go build -o server server.go && exec ./server'],
      workingDirectory: 'FOLDER',
      env: { GOTRACEBACK: 'crash' },
    },
  },
];

describe.skipIf(need.skipReason !== null)(need.title('a program that aborts'), () => {
  test.for(ROWS)('is told by its own words: $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});

describe.skipIf(needJava.skipReason !== null)(needJava.title('Java that is to crash when its heap is full'), () => {
  const SOURCE =
    'import java.util.*; public class Fills { public static void main(String[] a) { List<byte[]> l = new ArrayList<>(); for (;;) l.add(new byte[1 << 20]); } }\n';

  test.for([
    ['CrashOnOutOfMemoryError', /^Java ran out of memory \(Java heap space\), and was told to crash then/],
    ['ExitOnOutOfMemoryError', /^The heap of Java is full/],
  ] as const)('is told with -XX:+%s as that', async ([option, cause]) => {
    execFileSync('javac', ['-version']);
    const line = `cd FOLDER && javac Fills.java && exec java -XX:+UseSerialGC -Xmx16m -XX:+${option} -XX:ErrorFile=FOLDER/hs.log -cp . Fills`;
    const broken = exits(option, ['sh', '-c', line], { files: { 'Fills.java': SOURCE }, cause });
    expectTelling(broken, await runBrokenApp(broken));
  });
});
