import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { AppFacts } from '../../src/pack/pack-request.ts';
import { renderPod } from '../../src/pack/pod-yaml.ts';

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

function render(text: string | null, facts: Partial<AppFacts> = {}) {
  const present = text === null ? null : { name: 'pod.yaml', text };
  return renderPod(present, 'shop', { ...FACTS, ...facts });
}

describe('a new pod.yaml', () => {
  test('says what the config knows', () => {
    const { spec, ...pod } = parse(render(null).text ?? '');
    expect(pod).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'shop', labels: { app: 'shop' } } });
    expect(spec).toEqual({
      terminationGracePeriodSeconds: 30,
      containers: [
        {
          name: 'shop',
          image: 'localhost/shop:latest',
          imagePullPolicy: 'IfNotPresent',
          ports: [{ containerPort: 9000 }],
          env: [{ name: 'TOKEN', value: '' }],
          readinessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 5 },
        },
      ],
    });
  });

  test('gives a stop as long as the config may take, and a little more', () => {
    const { spec } = parse(render(null, { stopMs: 90_500, port: 3000, variables: [] }).text ?? '');
    expect(spec.terminationGracePeriodSeconds).toBe(96);
    expect(spec.containers[0].ports).toEqual([{ containerPort: 3000 }]);
    expect(spec.containers[0]).not.toHaveProperty('env');
  });
});

const HEALTH = { path: '/-/healthz', answers: 'when-ready' } as const;
const words = (port: string, ...more: string[]) => ['/code/berth-probe', port, '/-/healthz', ...more];

describe('the probes of a pod whose berth has a path for them', () => {
  const probe = (text: string | null, facts: Partial<AppFacts> = {}) => {
    const rendered = render(text, { health: HEALTH, ...facts });
    return { ...rendered, container: parse(rendered.text ?? text ?? '').spec.containers[0] };
  };

  test('wait for the start as long as the config does, and ask the kubelet whether the app is ready', () => {
    const { container } = probe(null);
    expect(container.startupProbe).toEqual({
      exec: { command: words('9000', 'ready') },
      periodSeconds: 1,
      timeoutSeconds: 5,
      failureThreshold: 110,
    });
    expect(container.readinessProbe).toEqual({ httpGet: { path: '/-/healthz', port: 9000 }, periodSeconds: 5 });
    expect(container.livenessProbe).toMatchObject({ exec: { command: words('9000') }, failureThreshold: 3 });
  });

  test('take the place of what was written before there was one, and of nothing else', () => {
    const { container, changes } = probe(render(null).text);
    expect(container.readinessProbe.httpGet.path).toBe('/-/healthz');
    expect(changes).toHaveLength(3);
    const own =
      'kind: Pod\nspec:\n  containers:\n    - readinessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 7 }\n';
    expect(probe(own).container.readinessProbe).toEqual({ tcpSocket: { port: 9000 }, periodSeconds: 7 });
  });

  test('follow the port of the config', () => {
    const { container } = probe(probe(null).text, { port: 3000 });
    const [startup, liveness] = [container.startupProbe, container.livenessProbe].map(({ exec }) => exec.command);
    expect([startup, liveness]).toEqual([words('3000', 'ready'), words('3000')]);
    expect(container.readinessProbe.httpGet.port).toBe(3000);
    expect(
      probe(stringify({ kind: 'Pod', spec: { containers: [container] } }), { port: 3000 }).changes,
    ).not.toContainEqual(expect.stringContaining('Probe'));
  });
});

describe('a pod.yaml that is there', () => {
  const EXISTING = `apiVersion: v1 # ours
kind: Pod
spec:
  containers:
    - image: ours:1
      ports: [{ containerPort: 3000, hostIP: 127.0.0.1 }]
      readinessProbe: { httpGet: { path: /up, port: 3000 } }
`;

  test('keeps what it says, and gets what it lacks', () => {
    const { text, changes } = render(EXISTING, { port: 3000 });
    expect(text).toContain('apiVersion: v1 # ours\n');
    expect(changes).toEqual(['pod.yaml: spec.terminationGracePeriodSeconds is 30 now']);
    expect(parse(text ?? '').spec.containers).toEqual(parse(EXISTING).spec.containers);
  });

  test('calls the port that the config names, by its probe too', () => {
    const [container] = parse(render(EXISTING).text ?? '').spec.containers;
    expect(container.ports).toEqual([{ containerPort: 9000 }]);
    expect(container.readinessProbe).toEqual({ httpGet: { path: '/up', port: 9000 } });
  });

  test('on the network of its node gets no ports, which podman would refuse', () => {
    const text = render(EXISTING.replace('spec:', 'spec:\n  hostNetwork: true').replace(/^.*ports:.*\n/m, '')).text;
    expect(parse(text ?? '').spec.containers[0]).not.toHaveProperty('ports');
  });

  test('that lacks nothing is left as it is', () => {
    const { text } = render(null);
    expect(render(text)).toMatchObject({ text: null, changes: ['pod.yaml is as it should be'] });
  });

  test.for([
    ['no pod', 'apiVersion: v1\nkind: Service\n', 'is no pod'],
    ['a pod without containers', 'kind: Pod\n', 'has no containers'],
    ['no YAML', 'kind: [Pod\n', 'is no valid YAML'],
  ] as const)('that is %s is refused', ([, text, reason]) => {
    expect(() => render(text)).toThrow(reason);
  });
});
