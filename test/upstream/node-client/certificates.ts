import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What apps have for certificates, made by `openssl`. */
export interface Certificates {
  /** Of whoever signed those below. */
  readonly issuer: Certificate;
  /** Made out to app.internal. */
  readonly named: Certificate;
  /** Made out to 127.0.0.1 and 10.9.8.7. */
  readonly numbered: Certificate;
  readonly expired: Certificate;
  /** Made out to 127.0.0.1, signed by nobody else. */
  readonly selfSigned: Certificate;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export function createCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'berth-tls-'));
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const read = (name: string): Certificate => ({
    cert: readFileSync(join(folder, `${name}.pem`), 'utf8'),
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
  });
  const signSelf = (name: string, ...more: readonly string[]): Certificate => {
    openssl(
      'req',
      '-x509',
      ...NEW_KEY,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      `/CN=${name}`,
      ...more,
    );
    return read(name);
  };
  const sign = (name: string, names: string, days: number): Certificate => {
    openssl('req', ...NEW_KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${names}`);
    const issuer = ['-CA', 'issuer.pem', '-CAkey', 'issuer.key', '-CAcreateserial'];
    const request = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`];
    openssl('x509', '-req', ...request, ...issuer, '-days', String(days));
    return read(name);
  };
  try {
    return {
      issuer: signSelf('issuer', '-days', '2'),
      named: sign('named', 'DNS:app.internal', 2),
      numbered: sign('numbered', 'IP:127.0.0.1,IP:10.9.8.7', 2),
      expired: sign('expired', 'IP:127.0.0.1', -1),
      selfSigned: signSelf('selfSigned', '-days', '2', '-addext', 'subjectAltName=IP:127.0.0.1'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
