import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AppFacts } from '../../src/pack/pack-request.ts';
import { renderServerlessDevs } from '../../src/pack/s-yaml.ts';

const FACTS: AppFacts = {
  port: null,
  maxInFlight: 0,
  callMs: 900_000,
  startMs: 110_000,
  health: null,
  stopMs: 20_000,
  variables: [],
  programs: ['node'],
  needed: [],
};

function render(text: string | null, facts: Partial<AppFacts> = {}) {
  const present = text === null ? null : { name: 's.yaml', text };
  const deployment = { name: 'shop', code: './shop.zip', startFile: 'bootstrap', facts: { ...FACTS, ...facts } };
  return renderServerlessDevs(present, deployment);
}

function readProps(text: string | null, name = 'shop') {
  return parse(text ?? '').resources[name].props;
}

const EXISTING = `# of the shop
edition: 3.0.0
name: shop
resources:
  web:
    component: fc3 # keep
    props:
      region: cn-shanghai # near us
      runtime: custom.debian10
      code: ./code
      timeout: 60
      customRuntimeConfig:
        command: [node]
        args: [server.js]
        port: 8080 # as ever
`;

describe('a new s.yaml', () => {
  test('says what the platform must know, by the config', () => {
    const { text } = render(null, { port: 8081, maxInFlight: 7, callMs: 30_000, variables: ['TOKEN'] });
    expect(readProps(text)).toMatchObject({
      runtime: 'custom.debian12',
      code: './shop.zip',
      timeout: 35,
      instanceConcurrency: 7,
      customRuntimeConfig: { command: ['/code/bootstrap'], port: 8081 },
      environmentVariables: { TOKEN: '${' + "env('TOKEN')}" },
    });
  });

  test.for([
    [{}, { timeout: 905, instanceConcurrency: 20 }],
    [{ callMs: 0 }, { timeout: 86_400 }],
    [{ maxInFlight: 1_000 }, { instanceConcurrency: 200 }],
  ] as const)('for %j says %j', ([facts, props]) => {
    expect(readProps(render(null, facts).text)).toMatchObject(props);
  });
});

describe('an s.yaml that is there', () => {
  test('keeps its comments and what is its own', () => {
    const { text, changes } = render(EXISTING);
    expect(text).toContain('# of the shop\n');
    expect(text).toContain('component: fc3 # keep\n');
    expect(text).toContain('region: cn-shanghai # near us\n');
    expect(readProps(text, 'web')).toEqual({
      region: 'cn-shanghai',
      runtime: 'custom.debian10',
      code: './shop.zip',
      timeout: 60,
      handler: 'index.handler',
      instanceConcurrency: 20,
      customRuntimeConfig: { command: ['/code/bootstrap'], port: 9000 },
    });
    expect(changes).toContain('s.yaml: customRuntimeConfig.port is 9000 now (it was 8080)');
    expect(changes).toContain('s.yaml: code is "./shop.zip" now (it was "./code")');
  });

  test('is left as it is once it is right', () => {
    const { text } = render(EXISTING);
    expect(render(text)).toEqual({ name: 's.yaml', text: null, changes: ['s.yaml is as it should be'] });
  });

  test('takes the concurrency that the config allows', () => {
    const text = EXISTING.replace('timeout: 60', 'instanceConcurrency: 50');
    expect(readProps(render(text, { maxInFlight: 4 }).text, 'web').instanceConcurrency).toBe(4);
    expect(readProps(render(text).text, 'web').instanceConcurrency).toBe(50);
  });

  test('of a runtime that starts no server of its own gets one that does', () => {
    const { changes, text } = render(EXISTING.replace('custom.debian10', 'nodejs20'));
    expect(changes).toContain('s.yaml: runtime is "custom.debian12" now (it was "nodejs20")');
    expect(readProps(text, 'web').runtime).toBe('custom.debian12');
  });

  test.for([
    ['a: [', 'no valid YAML'],
    ['resources: { a: { component: fc3 }, b: { component: fc3 } }', 'several functions: a, b'],
    ['resources: { a: { component: oss } }', 'no resource with the component fc3'],
  ])('like %j is refused', ([text, words]) => {
    expect(() => render(text!)).toThrow(words!);
  });
});
