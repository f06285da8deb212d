import { describe, expect, test } from 'vitest';
import { createDraft } from '../../../src/config/draft/canonical.ts';
import type { Draft } from '../../../src/config/draft/draft.ts';
import { ConfigDocument } from '../../../src/config/source/document.ts';
import { readFlagOverrides } from '../../../src/config/source/override.ts';
import { Report } from '../../../src/config/source/report.ts';

function draw(config: string, ...set: readonly string[]): Draft {
  const document = new ConfigDocument(config, 'berth.yaml');
  const report = new Report(document);
  return createDraft(document.tree, (tree) => readFlagOverrides({ set }, tree, report), report);
}

/** The problems of a draft, as the failure lists them. */
function listProblems({ report }: Draft): readonly string[] {
  try {
    report.throwIfAny('berth.yaml');
    return [];
  } catch (error) {
    return (error as { details: { problems: readonly string[] } }).details.problems;
  }
}

describe('a draft', () => {
  test('has the process of the short form by name', () => {
    const draft = draw('command: serve\nport: 80\nenv: { A: b }\nlog: { level: info }\n');
    expect(draft.get([])).toEqual({
      processes: { app: { command: 'serve', port: 80, env: { A: 'b' } } },
      log: { level: 'info' },
    });
  });

  test('has a single value that stands for a mapping as one, with what beats the file in it', () => {
    const config = 'processes: { web: { command: serve, restart: never } }\nlogs: inherit\nmarkers: { except: [/] }\n';
    const set = ['logs.label=true', 'markers=off', 'processes.web.restart.budget=3', 'processes.web.restart=always'];
    expect(draw(config, ...set).get([])).toEqual({
      processes: { web: { command: 'serve', restart: { policy: 'always', budget: '3' } } },
      logs: { mode: 'inherit', label: 'true' },
      markers: { except: ['/'], format: 'off' },
    });
  });

  test.for([
    ['command: x\nport: 80\n', ['processes', 'app', 'port'], 'port', '2:7'],
    ['command: x\nport: 80\n', ['processes', 'app', 'env', 'A'], 'env.A', '1:1'],
    ['command: x\nport: 80\n', ['processes', 'app'], 'command', '1:10'],
    ['command: x\nrestart: never\n', ['processes', 'app', 'restart', 'policy'], 'restart', '2:10'],
    ['command: x\nrestart: { policy: never }\n', ['processes', 'app', 'restart', 'policy'], 'restart.policy', '2:20'],
    ['processes:\n  a: { command: x }\n', ['processes', 'a', 'command'], 'processes.a.command', '2:17'],
    ['command: x\nlogs: inherit\n', ['logs', 'mode'], 'logs', '2:7'],
  ] as const)('of %j tells of %j by the name and at the place the user knows', ([config, path, label, place]) => {
    const draft = draw(config);
    expect(draft.report.label(path)).toBe(label);
    draft.report.atValue(path, 'is wrong');
    expect(listProblems(draft)).toEqual([`berth.yaml:${place}: is wrong`]);
  });

  test.for([
    ['command: x\n', 'restart=never', ['processes', 'app', 'restart', 'policy'], 'restart'],
    ['command: x\nrestart: { budget: 1 }\n', 'restart=never', ['processes', 'app', 'restart', 'policy'], 'restart'],
    ['command: x\nlogs: inherit\n', 'logs.mode=relay', ['logs', 'mode'], 'logs.mode'],
  ] as const)('of %j and --set %s tells of the flag', ([config, assignment, path, label]) => {
    const draft = draw(config, assignment);
    expect(draft.report.label(path)).toBe(label);
    draft.report.atValue(path, 'is wrong');
    expect(listProblems(draft)).toEqual([`--set ${label}: is wrong`]);
  });

  test('blames a flag for its own value only', () => {
    const draft = draw('command: x\nlogs: { label: 5 }\n', 'logs=inherit');
    draft.report.atValue(['logs', 'label'], 'is wrong');
    expect(listProblems(draft)).toEqual(['berth.yaml:2:16: is wrong']);
  });

  test('keeps names that every object has apart from those of the config', () => {
    const draft = draw('command: x\n', 'env.__proto__=a', 'env.constructor=b');
    expect(draft.listNames(['processes', 'app', 'env'])).toEqual(['__proto__', 'constructor']);
    expect(draft.get(['processes', 'app', 'toString'])).toBeUndefined();
  });

  test('takes a value that berth chose only where there is none, and nothing wrong in its way', () => {
    const draft = draw('command: x\nupstream: 5\nlisten: { port: 1 }\n');
    draft.fill(['upstream', 'process'], 'app');
    draft.fill(['listen', 'port'], 2);
    draft.fill(['files', 'a', 'to'], 'b');
    expect(draft.get(['upstream'])).toBe(5);
    expect(draft.get(['listen'])).toEqual({ port: 1 });
    expect(draft.get(['files'])).toEqual({ a: { to: 'b' } });
  });
});
