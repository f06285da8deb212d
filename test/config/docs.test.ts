import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isMap, parseDocument } from 'yaml';
import { keepConfig } from '../../src/config/kept/keep.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { LoadedSettings } from '../../src/config/settle.ts';
import { createFolder } from '../helpers/config-folder.ts';
import { ROOT } from '../helpers/deployed-folder.ts';
import { listCodeBlocks } from '../helpers/markdown.ts';

/** The pages for users; docs/design.md is about berth's inside. */
const PAGES = ['README.md', 'README.zh-CN.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter(
  (page) => page.endsWith('.md') && page !== 'docs/design.md',
);

/**
 * `key: value` in a line of text, as a config would say it; it needs no more than an app to be whole. A one-shot `prepare`,
 * and what comes `after` it, stand among processes.
 */
const INLINE_CONFIG = /`([a-z][A-Za-z]*: [^`]+)`/g;

function listConfigs(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = listCodeBlocks(text).filter(({ language }) => language === 'yaml');
  const prose = text.replaceAll(/^```.*?^```$/gms, '');
  return [
    ...blocks.map((block) => block.text),
    ...[...prose.matchAll(INLINE_CONFIG)].map(([, snippet]) => completeConfig(fillIn(snippet ?? ''))),
  ];
}

/** `<folder>` stands for what a failure names when it happens. */
function fillIn(snippet: string): string {
  return snippet.replaceAll(/<(\w+)>/g, '$1');
}

/** Keys of a rule for events, and of the request in one. */
const IN_RULE = /^(?:each|success|timeout): /;
const IN_REQUEST = /^(?:body|proto): /;

function completeConfig(snippet: string): string {
  const document = parseDocument(snippet);
  if (!isMap(document.contents)) return snippet;
  if (snippet.startsWith('otherwise: ')) return completeConfig(`events: [{ ${snippet} }]`);
  if (IN_REQUEST.test(snippet)) return completeConfig(`events: [{ match: any, request: { path: /, ${snippet} } }]`);
  if (IN_RULE.test(snippet))
    return completeConfig(`events: [{ match: any, request: { path: / }, '${snippet.replace(': ', "': ")} }]`);
  if (document.has('prepare')) return `processes:\n  app: { command: server, port: 8081 }\n  ${snippet}`;
  if (document.has('after')) {
    return `processes:\n  prepare: { command: server, oneshot: true }\n  app: { command: server, port: 8081, ${snippet} }`;
  }
  if (!document.has('command') && !document.has('processes')) document.set('command', 'server');
  const isPlaced = document.has('processes') || document.hasIn(['upstream', 'port']);
  if (!document.has('port') && !isPlaced) document.set('port', 8081);
  // A cure names a key where the config has it, and leaves out what stands beside it.
  for (const name of Object.keys(document.toJS().processes ?? {})) {
    if (document.hasIn(['processes', name, 'command'])) continue;
    document.setIn(['processes', name, 'command'], 'server');
    document.setIn(['processes', name, 'port'], 8081);
  }
  return String(document);
}

/** A folder with the config, and with the files and programs that it names; and an environment with its variables. */
function place(config: string) {
  const folder = createFolder({ 'berth.yaml': config });
  for (const [, template = ''] of config.matchAll(/template: ([\w./-]+)/g)) {
    mkdirSync(dirname(join(folder, template)), { recursive: true });
    writeFileSync(join(folder, template), '');
  }
  for (const [, from = '', text = ''] of config.matchAll(/from: ([\w./-]+), replace: \{ "([^"]+)"/g))
    writeFileSync(join(folder, from), text);
  for (const [page] of config.matchAll(/[\w-]+\.html\b/g)) writeFileSync(join(folder, page), '<!doctype html>');
  const certificate = readFileSync(join(ROOT, 'test/config/certificate.pem'));
  for (const [, ca = ''] of config.matchAll(/\bca: ([\w./-]+)/g)) writeFileSync(join(folder, ca), certificate);
  for (const [, program = ''] of config.matchAll(/\$\{program\.([\w-]+)\}/g))
    writeFileSync(join(folder, program), '', { mode: 0o755 });
  const env = Object.fromEntries([...config.matchAll(/\$\{env\.(\w+)\}/g)].map(([, name]) => [name, 'set']));
  return { file: join(folder, 'berth.yaml'), env: { ...env, PATH: folder } };
}

async function load(config: string) {
  const { file, env } = place(config);
  // Where nobody is believed about events and hooks, keys for them are warned of.
  const told = /^(?:events|hooks):/m.test(config) ? { BERTH_PLATFORM: 'fc' } : {};
  return loadSettings({ file, env: { ...env, ...told } });
}

const CONFIGS = PAGES.flatMap((page) => listConfigs(page).map((config) => [page, config] as const));

describe('what the pages say of berth.yaml', () => {
  test('stands in those that explain it', () => {
    const pages = CONFIGS.map(([page]) => page);
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/config.md', 'docs/migrating.md']));
  });

  test.for(CONFIGS)('is valid in %s: %s', async ([, config]) => {
    expect((await load(config)).warnings).toEqual([]);
  });
});

/** Without what each loading makes anew: a run directory, free ports. */
function describeSettings({ settings, warnings, runDirPlan, envFile, displayName }: LoadedSettings): string {
  const text = inspect({ settings, warnings, runDirPlan, envFile, displayName }, { depth: null, maxArrayLength: null });
  return text
    .replaceAll(settings.runDir, 'RUN')
    .replaceAll('[Object: null prototype] ', '')
    .replace(/\b\d{5}\b/g, 'PORT');
}

describe('a config that was kept', () => {
  const notKept: string[] = [];

  test.for(CONFIGS)('is what it is without that (%s): %s', async ([, config]) => {
    const { file, env } = place(config);
    const whole = await loadSettings({ file, env });
    const kept = await keepConfig(file, { env });
    if (kept.kind === 'not-kept') {
      notKept.push(`${kept.reason}: ${config}`);
      return;
    }
    const again = await loadSettings({ file, env, mayBeKept: true });
    expect(() => again.locate([])).toThrow('the text was not read');
    expect(describeSettings(again)).toBe(describeSettings(whole));
  });

  test('is nearly every one', () => {
    expect(notKept.length, notKept.join('\n')).toBeLessThan(CONFIGS.length / 20);
  });
});
