import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { findStartScript } from '../../../src/init/finder/start-script.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { lookAt } from './set-up-folder.ts';

describe('a start script', () => {
  test.for([
    ['#!/bin/bash\nexec ./server --port $PORT\n', 'auto', 0],
    ['#!/bin/bash\n# was: --port 1234\nexec ./server --port 8123\n', 8123, 0],
    ['#!/bin/bash\nexec gunicorn -b 0.0.0.0:8000 app:app\n', 8000, 0],
    ['#!/bin/bash\nexec ./server\n', 'auto', 1],
  ] as const)('%j is started with the port that it has (%s)', ([text, port, notes]) => {
    const [finding] = lookAt(findStartScript, { 'start.sh': text });
    expect(finding?.config).toEqual({ command: 'bash start.sh', port });
    expect(finding?.notes).toHaveLength(notes);
  });

  test('is started by itself where it may be, and ranks below all that a language tells', () => {
    const folder = createFolder({ 'start.sh': '#!/bin/sh\n./a\n', 'bin/run.sh': '#!/bin/sh\n./a\n' });
    chmodSync(join(folder, 'start.sh'), 0o755);
    const findings = findStartScript(new AppFolder(folder));
    expect(findings.map(({ config }) => config.command)).toEqual(['./start.sh', 'sh bin/run.sh']);
    expect(findings.every(({ rank }) => rank < 40)).toBe(true);
  });

  test('that only passes on what it is given ranks below one that starts something', () => {
    const findings = lookAt(findStartScript, {
      'docker-entrypoint.sh': '#!/bin/sh\nset -e\nexec "$@"\n',
      'run.sh': '#!/bin/sh\n./a\n',
    });
    expect(findings.map(({ rank }) => rank < 20)).toEqual([false, true]);
  });

  test('of another interpreter is none', () => {
    expect(lookAt(findStartScript, { start: '#!/usr/bin/env python3\n', run: 'text' })).toEqual([]);
  });
});

describe('a Makefile', () => {
  test.for([
    ['run:\n\t./server -p 8080\n', './server -p 8080', 8080, 'make'],
    ['run: build deps\n\t@./server\n', './server', 'auto', 'make build deps'],
    ['start:\n\tpython3 server.py\n', 'python3 server.py', 'auto', null],
    ['run:\n\tcd web && ./server\n', 'make run', 'auto', null],
    ['run:\n\t$(BIN) serve\n', 'make run', 'auto', null],
    ['serve: a\n\techo 1\n\t./a\n', 'make serve', 'auto', null],
  ] as const)('%j is started as `%s`', ([text, command, port, missing]) => {
    expect(lookAt(findStartScript, { Makefile: text })).toMatchObject([{ config: { command, port }, missing }]);
  });

  test('without such a target is none', () => {
    expect(lookAt(findStartScript, { Makefile: 'all:\n\tcc a.c\nrun = 1\n' })).toEqual([]);
  });
});
