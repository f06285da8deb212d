import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listInnerCommands } from '../../../src/process/preflight/look-through.ts';
import { createFolder } from '../../helpers/config-folder.ts';

/** What is seen of a command: its words, `!` in front of what it needs for certain, `?` behind what may be made before. */
function look(words: readonly string[], files: Readonly<Record<string, string>> = {}): string[] {
  const folder = createFolder(files);
  for (const name of Object.keys(files)) chmodSync(join(folder, name), 0o755);
  const [file = '', ...args] = words;
  const inner = listInnerCommands({ file, args, workingDirectory: folder, env: { PATH: process.env['PATH'] ?? '' } });
  return inner.map(({ command, isNeeded, isDecided }) => {
    const line = [command.file, ...command.args].join(' ').trim();
    return `${isNeeded ? '!' : ''}${line}${isDecided ? '' : ' ?'}`;
  });
}

describe('a command is looked through', () => {
  test.for([
    ['env -i A=1 -u B app x', ['!app x']],
    ['env PATH=/opt app', ['!app ?']],
    ['nice -n 5 app', ['!app']],
    ['nice -10 app', ['!app']],
    ['nohup setsid -f stdbuf -oL app', ['!setsid -f stdbuf -oL app', '!stdbuf -oL app', '!app']],
    ['timeout -k 5 --signal=INT 30 app', ['!app']],
    ['setpriv --reuid www-data --regid=33 --clear-groups app', ['!app']],
    ['gosu www-data app', ['!app']],
    ['runuser -u www-data -- app', ['!app']],
    ['sudo -E -u www-data A=1 app', ['!app']],
    ['tini -g -- app', ['!app']],
    ['dumb-init app', ['!app']],
    ['taskset -c 0 app', ['!app']],
    ['nice --unknown app', []],
    ['env', []],
    ['timeout 5', []],
    ['node app.js', []],
  ] as const)('if it is %j', ([line, inner]) => {
    expect(look(line.split(' '))).toEqual(inner);
  });

  test.for([
    ['exec app -F', ['!app -F']],
    ['app', ['!app']],
    ['one && exec two', ['!one', '!two']],
    ['one; two', ['one', '!two']],
    ['one & two', ['one', '!two']],
    ['app 2>&1 | tee x.log', ['!app', '!tee x.log']],
    ['app > out.log 2> err.log < in', ['!app']],
    ['A=1 B="$X" app', ['!app']],
    ['app "$X" `y` "$(z)"', ['!app']],
    ["echo 'one; two' && app", ['!app']],
    ['echo \\; && app # exec other', ['!app']],
    ['set -e; one; exec two', ['!one', '!two']],
    ['one || true; exec two', ['!two']],
    ['test -x a && a; exec two', ['!two']],
    ['[ -f a ] && a; exec two', ['!two']],
    ['command -v a && a', []],
    ['command app', ['!command app', '!app']],
    ['if a; then b; else exec c; fi; exec two', ['!two']],
    ['for i in 1 2; do a; done; exec two', ['!two']],
    ['case $X in a) exec b;; *) exec c;; esac; exec two', ['!two']],
    ['f() { a; }; exec two', ['!two']],
    ['(a; b); exec two', ['!two']],
    ['{ a; b; }; exec two', ['!two']],
    ['cat <<E\nexec a\nE\nexec two', []],
    ['exit 1; app', []],
    ['exec "$X"; app', []],
    ['$X a; exec two', ['!two']],
    ['. ./env.sh && exec app', ['!app ?']],
    ['export PATH=/x:$PATH; exec app', ['!app ?']],
    ['PATH=/x app', ['!app ?']],
    ['alias a=b; a; exec two', ['!two']],
    ['f() { app; }; f; exec two', ['!two']],
    ['function f { app; }; f; exec two', ['!two']],
    ['exec -a web app x', ['!app x']],
    ['exec -cl app', ['!app']],
    ['exec -- app', ['!app']],
    ['mapfile -t A < f; disown; coproc b; app', ['!app']],
    ['pip install x && exec app', ['!pip install x', '!app ?']],
    ['make; exec ./app', ['make', '!./app ?']],
    ['mkdir -p /run/x && exec ./app', ['!mkdir -p /run/x', '!./app']],
    ['cd "$X" && exec ./app', []],
    ['exec 3>&1; app', ['!app']],
    ['sh -c "exec app"', ['!sh -c exec app', '!app']],
    ['exec "$@"', ['!node a.js']],
  ] as const)('as far as anybody can be sure of %j', ([text, inner]) => {
    expect(look(['sh', '-c', text, 'sh', 'node', 'a.js'])).toEqual(inner);
  });

  test('with the folder that `cd` leads to', () => {
    const folder = createFolder({});
    const command = { file: 'bash', args: ['-ec', 'cd /srv; cd app && exec ./run'], workingDirectory: folder, env: {} };
    expect(listInnerCommands(command).map((inner) => inner.command.workingDirectory)).toEqual(['/srv/app']);
  });

  test('also where a script holds it, by its line', () => {
    const script =
      '#!/bin/sh\n# exec other\nset -eu\nif [ "$(id -u)" = 0 ]; then\n  chown a b\nfi\nexec app \\\n  "$1" 3>&2\n';
    expect(look(['./start', 'x'], { start: script })).toEqual(['!app']);
    expect(look(['sh', 'start', 'x'], { start: script })).toEqual(['!app']);
    const command = { file: 'sh', args: ['start'], workingDirectory: createFolder({ start: script }), env: {} };
    expect(listInnerCommands(command)[0]?.origin).toBe('start, line 7');
  });

  test('to what an entry point is given', () => {
    const script = '#!/bin/bash\nset -e\nif [ "$1" = x ]; then\n  echo x\nfi\nexec "$@"\n';
    const line = ['./docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'];
    expect(look(line, { 'docker-entrypoint.sh': script })).toEqual(['!nginx -g daemon off;']);
    const changed = script.replace('echo x', 'set -- y "$@"');
    expect(look(line, { 'docker-entrypoint.sh': changed })).toEqual([]);
  });

  test('unless its script is no shell, or cannot be read', () => {
    expect(look(['./start'], { start: '#!/usr/bin/env python3\nexec app\n' })).toEqual([]);
    expect(look(['./start'], { start: 'exec app\n' })).toEqual([]);
    expect(look(['sh', 'missing.sh'])).toEqual([]);
    expect(look(['python3', 'start.sh'], { 'start.sh': 'exec app\n' })).toEqual([]);
  });

  test('no deeper than four, so that a script that starts itself comes to an end', () => {
    expect(look(['./start'], { start: '#!/bin/sh\nexec ./start\n' })).toHaveLength(4);
  });
});
