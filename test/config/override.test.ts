import { describe, expect, test } from 'vitest';
import { listScalarPaths } from '../../src/config/schema/key-map.ts';
import { ConfigDocument } from '../../src/config/source/document.ts';
import { readEnvOverrides, toVariableName } from '../../src/config/source/override.ts';
import { Report } from '../../src/config/source/report.ts';

describe('override', () => {
  test('no two keys of the schema share a variable', () => {
    const tree = { processes: { 'php-fpm': {}, nginx: {} }, files: { a: {} } };
    const names = listScalarPaths(tree).map(toVariableName);
    expect(names).toContain('BERTH_PROXY_CLIENT_TIMEOUTS_BODY_IDLE');
    expect(names).toContain('BERTH_PROCESSES_PHP_FPM_READY_HTTP');
    expect(names).toContain('BERTH_UPSTREAM_INSECURE_HTTP_PARSER');
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('what Kubernetes says of a Service named berth is none', () => {
    const env = {
      BERTH_SERVICE_HOST: '10.0.0.11',
      BERTH_SERVICE_PORT: '9000',
      BERTH_SERVICE_PORT_HTTP: '9000',
      BERTH_PORT: 'tcp://10.0.0.11:9000',
      BERTH_PORT_9000_TCP: 'tcp://10.0.0.11:9000',
      BERTH_PORT_9000_TCP_ADDR: '10.0.0.11',
      BERTH_LOG_LEVEL: 'debug',
    };
    const report = new Report(new ConfigDocument('command: app\n', 'berth.yaml'));
    const overrides = readEnvOverrides(env, { command: 'app' }, report);
    expect(overrides.map(({ source }) => source)).toEqual(['BERTH_LOG_LEVEL']);
    const own = readEnvOverrides({ BERTH_PORT: '8080' }, { command: 'app' }, report);
    expect(own.map(({ path, text }) => [path, text])).toEqual([[['port'], '8080']]);
  });
});
