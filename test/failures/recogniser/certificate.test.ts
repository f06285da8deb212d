import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('certificates and keys', () => {
  rowTests([
    [
      'nginx: [emerg] SSL_CTX_use_PrivateKey("/k.pem") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)',
      'certificate-key-mismatch',
    ],
    ['tls: private key does not match public key', 'certificate-key-mismatch'],
    ['[SSL: KEY_VALUES_MISMATCH] key values mismatch (_ssl.c:4046)', 'certificate-key-mismatch'],
    ['tls: failed to find any PEM data in certificate input', 'certificate-file-unreadable'],
    ['tls: found a certificate rather than a key in the PEM for the private key', 'certificate-file-unreadable'],
    ['ssl.SSLError: [SSL] PEM lib (_ssl.c:3503)', 'certificate-file-unreadable'],
    ['Error: error:0909006C:PEM routines:get_name:no start line', 'certificate-file-unreadable'],
    ['Error: error:1E08010C:DECODER routines::unsupported', 'certificate-file-unreadable'],
    [
      'x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-12-01T00:00:00Z',
      'certificate-expired',
    ],
    ["code: 'CERT_HAS_EXPIRED'", 'certificate-expired'],
    ['java.security.cert.CertificateExpiredException: NotAfter: Mon Jan 01 00:00:00 UTC 2024', 'certificate-expired'],
    ['invalid peer certificate: Expired', 'certificate-expired'],
    ['x509: certificate is valid for db.internal, not db', 'certificate-name'],
    [
      "Hostname/IP does not match certificate's altnames: Host: db. is not in the cert's altnames: DNS:x",
      'certificate-name',
    ],
    [
      "certificate verify failed: Hostname mismatch, certificate is not valid for 'db'. (_ssl.c:1007)",
      'certificate-name',
    ],
    ['java.security.cert.CertificateException: No subject alternative names present', 'certificate-name'],
    ['invalid peer certificate: NotValidForName', 'certificate-name'],
    ['the trustAnchors parameter must be non-empty', 'certificate-authorities-missing'],
    ['no native root CA certificates found! Consider rustls-tls-webpki-roots', 'certificate-authorities-missing'],
    [
      'curl: (77) error setting certificate verify locations: CAfile: /etc/ssl/certs/ca-certificates.crt',
      'certificate-authorities-missing',
    ],
    ['x509: certificate signed by unknown authority', 'certificate-untrusted'],
    ['Error: unable to get local issuer certificate', 'certificate-untrusted'],
    ['Error: self-signed certificate in certificate chain', 'certificate-untrusted'],
    ['PKIX path building failed: unable to find valid certification path to requested target', 'certificate-untrusted'],
    ['invalid peer certificate: UnknownIssuer', 'certificate-untrusted'],
    ['The remote certificate is invalid according to the validation procedure.', 'certificate-untrusted'],
    [
      '{tls_alert,{unknown_ca,"TLS client: In state certify received SERVER ALERT: Fatal - Unknown CA"}}',
      'certificate-untrusted',
    ],
    [
      'SSL_connect returned=1 errno=0 state=error: certificate verify failed (self signed certificate)',
      'certificate-untrusted',
    ],
  ]);
});

describe('healthy lines about certificates', () => {
  rowTests([
    ['generated a certificate for localhost', null],
    ['certificate expires in 30 days', null],
    ['loaded key pair', null],
    ['TLS certificate verification: off', null],
  ]);
});

describe('TLS at a plain port', () => {
  rowTests([
    [
      'urllib.error.URLError: <urlopen error [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)>',
      'tls-plain-port',
    ],
    ['tls: first record does not look like a TLS handshake', 'tls-plain-port'],
    ['Get "https://db:8080/": http: server gave HTTP response to HTTPS client', 'tls-plain-port'],
    ['javax.net.ssl.SSLException: Unsupported or unrecognized SSL message', 'tls-plain-port'],
  ]);
});
