import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/**
 * Node.js's own list of authorities and those in the file of NODE_EXTRA_CA_CERTS, in PEM; null if there is none, or none that
 * can be read, which is no error in Node.js either. Node.js knows them by itself, unless the bootstrap file has kept the
 * variable from it, because it reads them at every start.
 */
export function readExtraAuthorities(env: NodeJS.ProcessEnv): string | null {
  const file = env['NODE_EXTRA_CA_CERTS'] ?? '';
  if (file === '') return null;
  try {
    return [...rootCertificates, readFileSync(file, 'utf8')].join('\n');
  } catch {
    return null;
  }
}
