import { describe, expect, test } from 'vitest';
import { diagnoseWaiting } from '../../../src/failures/diagnosis/dependency-wait.ts';

describe('a connection that hangs', () => {
  test('names what is behind a well-known port, the known one first', () => {
    const diagnosis = diagnoseWaiting([
      { host: '10.0.0.9', port: 4_711 },
      { host: '10.0.0.5', port: 5432 },
    ]);
    expect(diagnosis?.cause).toBe(
      'The app is waiting for a database (PostgreSQL port) at 10.0.0.5:5432, which does not answer.',
    );
    expect(diagnosis?.evidence).toHaveLength(2);
  });

  test('to any other port names the address, and none says nothing', () => {
    expect(diagnoseWaiting([{ host: '::5', port: 4_711 }])?.cause).toContain('waiting for [::5]:4711, which');
    expect(diagnoseWaiting([])).toBeNull();
  });
});
