import { describe, expect, test } from 'vitest';
import { listToldVersions } from '../../src/failures/program-version.ts';
import { listCapturedOutputs } from '../helpers/captured-output.ts';

describe('the versions that programs tell', () => {
  test.for([
    ['Node.js v20.20.2', 'Node.js 20.20.2'],
    ['[2026-01-01 10:00:00 +0000] [12] [INFO] Starting gunicorn 20.1.0', 'gunicorn 20.1.0'],
    [' :: Spring Boot ::                (v3.2.1)', 'Spring Boot 3.2.1'],
    ['* Puma version: 6.4.2 ("The Eagle of Durin")', 'Puma 6.4.2'],
    ['AH00163: Apache/2.4.57 (Debian) configured', 'Apache 2.4.57'],
    ['LOG:  starting PostgreSQL 15.6 (Debian 15.6-0+deb12u1) on x86_64', 'PostgreSQL 15.6'],
    ['*** Starting uWSGI 2.0.21-debian (64bit) on [x] ***', 'uWSGI 2.0.21-debian'],
    ['Starting App v1.0 using Java 17.0.10 with PID 7', 'Java 17.0.10'],
    ['nginx/1.22.1', 'nginx 1.22.1'],
    ['NOTICE: PHP 8.2.7 Development Server', 'PHP 8.2.7'],
  ] as const)('%s: %s', ([line, version]) => {
    expect(listToldVersions([line])).toEqual([version]);
  });

  test.for([
    'listening on 127.0.0.1:8080',
    'Python is required',
    'Error: nginx 502',
    'GET /java/1.5/a.js 200',
    'MyNode.js v1.2.3x of us'.replace('Node.js', 'node'),
  ])('%s tells none', (line) => {
    expect(listToldVersions([line])).toEqual([]);
  });

  test('are told once each, and not without end', () => {
    expect(listToldVersions(['Node.js v20.20.2', 'Node.js v20.20.2', 'nginx/1.22.1'])).toHaveLength(2);
    expect(listToldVersions(Array.from({ length: 50 }, (_, minor) => `nginx/1.${minor}.0`))).toHaveLength(6);
  });

  test('are found in what was captured without a wrong name', () => {
    const told = new Set(listCapturedOutputs().flatMap(({ lines }) => listToldVersions(lines)));
    expect([...told].filter((one) => !/^[\w./ ]+ \d[\w.+-]*$/.test(one))).toEqual([]);
    expect(told.size).toBeGreaterThan(5);
  });
});
