import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AppFacts } from '../../src/pack/pack-request.ts';
import { renderService, type ServicePlatform } from '../../src/pack/service-yaml.ts';

const FACTS: AppFacts = {
  port: null,
  maxInFlight: 5,
  callMs: 900_000,
  startMs: 110_000,
  health: null,
  stopMs: 20_000,
  variables: ['TOKEN'],
  programs: ['node'],
  needed: [],
};

function render(text: string | null, platform: ServicePlatform, facts: Partial<AppFacts> = {}) {
  const present = text === null ? null : { name: 'service.yaml', text };
  return renderService(present, 'shop', { ...FACTS, ...facts }, platform);
}

describe('a new service.yaml', () => {
  test('of Knative says what the config knows', () => {
    const service = parse(render(null, 'knative').text ?? '');
    expect(service).toMatchObject({
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: { name: 'shop' },
    });
    expect(service.spec.template.spec).toEqual({
      containerConcurrency: 5,
      timeoutSeconds: 600,
      containers: [
        { image: 'CHANGE-THIS/image:tag', ports: [{ containerPort: 8080 }], env: [{ name: 'TOKEN', value: '' }] },
      ],
    });
  });

  test('of Cloud Run waits for the app as long as berth does', () => {
    const { spec } = parse(render(null, 'cloudrun', { port: 9000 }).text ?? '').spec.template;
    expect(spec.timeoutSeconds).toBe(905);
    expect(spec.containers[0].startupProbe).toEqual({
      tcpSocket: { port: 9000 },
      periodSeconds: 5,
      timeoutSeconds: 1,
      failureThreshold: 22,
    });
  });
});

describe('the probes of a service whose berth has a path for them', () => {
  const WHEN_READY = { path: '/up', answers: 'when-ready' } as const;
  const probe = (text: string | null, platform: ServicePlatform, facts: Partial<AppFacts> = {}) =>
    parse(render(text, platform, { health: WHEN_READY, ...facts }).text ?? '').spec.template.spec.containers[0];

  test('of Knative ask for readiness, and for life only once a start is over', () => {
    const { readinessProbe, livenessProbe, startupProbe } = probe(null, 'knative');
    expect([readinessProbe, startupProbe]).toEqual([{ httpGet: { path: '/up', port: 8080 } }, undefined]);
    expect(livenessProbe).toEqual({
      httpGet: { path: '/up', port: 8080 },
      initialDelaySeconds: 110,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 14,
    });
  });

  test('of Cloud Run wait for the start, and leave berth the time to start the app again', () => {
    const { startupProbe, livenessProbe, readinessProbe } = probe(null, 'cloudrun', { startMs: 600_000 });
    expect(startupProbe).toEqual({
      httpGet: { path: '/up', port: 8080 },
      periodSeconds: 5,
      timeoutSeconds: 1,
      failureThreshold: 48,
    });
    expect(livenessProbe).toMatchObject({ httpGet: { path: '/up' }, failureThreshold: 63 });
    expect(readinessProbe).toBeUndefined();
  });

  test('ask berth alone where its path answers always', () => {
    const health = { path: '/up', answers: 'always' } as const;
    expect(probe(null, 'cloudrun', { health }).livenessProbe.failureThreshold).toBe(3);
  });

  test('take the place of what was written before there was one, and call the port of the file', () => {
    const before = render(null, 'cloudrun').text ?? '';
    expect(probe(before, 'cloudrun').startupProbe.httpGet.path).toBe('/up');
    expect(probe(before, 'cloudrun').startupProbe).not.toHaveProperty('tcpSocket');
    const moved = before.replaceAll('8080', '3000');
    expect(probe(moved, 'cloudrun').livenessProbe.httpGet.port).toBe(3000);
    expect(probe(moved, 'cloudrun', { health: null, port: 9000 }).startupProbe.tcpSocket.port).toBe(9000);
  });

  test('that are there already stay as they are', () => {
    const text = render(null, 'cloudrun', { health: WHEN_READY }).text;
    expect(render(text, 'cloudrun', { health: WHEN_READY })).toMatchObject({ text: null });
  });
});

describe('a service.yaml that is there', () => {
  const EXISTING = `apiVersion: serving.knative.dev/v1 # ours
kind: Service
spec:
  template:
    spec:
      timeoutSeconds: 30 # enough
      containers:
        - image: ours:1
          ports: [{ containerPort: 3000 }]
`;

  test('keeps what it says, and gets what it lacks', () => {
    const { text } = render(EXISTING, 'knative');
    expect(text).toContain('timeoutSeconds: 30 # enough\n');
    expect(parse(text ?? '').spec.template.spec).toEqual({
      timeoutSeconds: 30,
      containerConcurrency: 5,
      containers: [{ image: 'ours:1', ports: [{ containerPort: 3000 }] }],
    });
  });

  test('calls the port that the config names', () => {
    const { text } = render(EXISTING, 'knative', { port: 9000 });
    expect(parse(text ?? '').spec.template.spec.containers[0].ports).toEqual([{ containerPort: 9000 }]);
  });

  test('that is no service of Knative is refused', () => {
    expect(() => render('apiVersion: v1\nkind: Service\n', 'knative')).toThrow('is none of Knative');
  });
});
