import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AppFacts } from '../../src/pack/pack-request.ts';
import { renderService, type ServicePlatform } from '../../src/pack/service-yaml.ts';

const FACTS: AppFacts = {
  port: null,
  maxInFlight: 5,
  callMs: 900_000,
  startMs: 110_000,
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
