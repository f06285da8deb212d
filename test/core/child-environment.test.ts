import { describe, expect, test } from 'vitest';
import { toChildEnvironment } from '../../src/core/child-environment.ts';

const TOLD = ['PORT', 'FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT'] as const;

describe("a process's environment", () => {
  test.for(TOLD)('tells its port in %s, whatever the platform put there', (name) => {
    expect(toChildEnvironment({ [name]: '9000' }, { port: 8080, listenPort: 9000 }, {})[name]).toBe('8080');
    expect(toChildEnvironment({ [name]: '7' }, { port: 8080, listenPort: 9000 }, {})[name]).toBe('8080');
    expect(toChildEnvironment({}, { port: 8080, listenPort: 9000 }, {})[name]).toBe('8080');
  });

  test.for(TOLD)('has no %s without a port', (name) => {
    expect(toChildEnvironment({ [name]: '9000' }, { port: null, listenPort: 9000 }, {})).toEqual({});
  });

  test.for(['SERVER_PORT', '_FAAS_RUNTIME_PORT', 'CA_PORT', 'AWS_LWA_PORT'])(
    "tells its port in %s only where that names berth's",
    (name) => {
      const ports = { port: 8080, listenPort: 9000 };
      expect(toChildEnvironment({ [name]: '9000' }, ports, {})[name]).toBe('8080');
      expect(toChildEnvironment({ [name]: '3000' }, ports, {})[name]).toBe('3000');
      expect(toChildEnvironment({}, ports, {})).not.toHaveProperty(name);
      expect(toChildEnvironment({ [name]: '9000' }, { port: null, listenPort: 9000 }, {})).toEqual({});
    },
  );

  test("holds the config's own values before all, as text", () => {
    const own = { PORT: 1, FC_SERVER_PORT: '2', A: true };
    expect(toChildEnvironment({ A: 'x', HOME: '/root' }, { port: 8080, listenPort: 9000 }, own)).toEqual({
      HOME: '/root',
      PORT: '1',
      FC_SERVER_PORT: '2',
      FC_CUSTOM_LISTEN_PORT: '8080',
      A: 'true',
    });
    expect(toChildEnvironment({}, { port: null, listenPort: 9000 }, { PORT: '9000' })).toEqual({ PORT: '9000' });
  });

  test('leaves out what is not set', () => {
    expect(toChildEnvironment({ A: undefined }, { port: null, listenPort: 9000 }, {})).toEqual({});
  });
});
