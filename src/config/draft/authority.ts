import type { Draft } from './draft.ts';
import { type FileKind, readNamedFile } from './named-file.ts';

const PATH = ['upstream', 'ca'];
const KIND: FileKind = { name: 'certificate file', expected: 'PEM (-----BEGIN CERTIFICATE-----)' };

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** The certificates in the file of `upstream.ca`, in PEM; null if it names none, or after saying what is wrong with it. */
export function readAuthorities(draft: Draft, configDir: string): string | null {
  const file = readNamedFile(draft, PATH, KIND, configDir);
  if (file === null) return null;
  const certificates = file.text.match(CERTIFICATE) ?? [];
  if (certificates.length > 0 && certificates.every(isCertificate)) return certificates.join('\n');
  const fault = certificates.length === 0 ? 'has no certificate' : 'has a certificate that cannot be read';
  draft.report.atValue(PATH, `the ${KIND.name} ${file.displayName} ${fault}, expected ${KIND.expected}`);
  return null;
}

function isCertificate(pem: string): boolean {
  // Not imported: it takes 2 ms to load, and hardly any config has certificates.
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
