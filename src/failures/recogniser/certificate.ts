import { cause, likelyCause, type RowGroup } from './row.ts';

const NAME_THE_AUTHORITY =
  'Install the authority that signed it, or name its file under `env`: `SSL_CERT_FILE` (Go, Python, Ruby, PHP, curl), `REQUESTS_CA_BUNDLE` (requests), `NODE_EXTRA_CA_CERTS` (Node.js); Java: `keytool -importcert` into its trust store. An image without `ca-certificates` trusts nobody.';

const NO_TLS =
  'Behind berth the server needs no certificate: the platform ends TLS, so let it serve plain HTTP on its port.';

/** What TLS libraries say of certificates and keys, the app’s own and those of servers it connects to. */
export const CERTIFICATE_ROWS: RowGroup = {
  runtime: 'certificates and keys',
  root: 'last',
  rows: [
    cause(
      'certificate-key-mismatch',
      /key values mismatch|KEY_VALUES_MISMATCH|private key does not match (?:the )?(?:public key|certificate)|KeyMismatch\b|key and cert(?:ificate)? do(?:es)? not match|certificate and private key .{0,80} do not match/i,
      [
        'The private key is not the one that the certificate was made with.',
        'Deploy the pair that belongs together, each from the same order. Behind berth the app needs no TLS: the platform ends it, so it may be switched off.',
      ],
    ),
    likelyCause(
      'certificate-passphrase',
      /\bbad decrypt\b|bad password read|pass ?phrase (?:is )?(?:incorrect|wrong)|Passphrase required for encrypted key|ERR_MISSING_PASSPHRASE|^Error: mac verify failure|keystore(?: was tampered with, or)? password was incorrect|UnrecoverableKeyException: (?:Cannot recover key|Password verification failed)|x509: decryption password incorrect|libcrypto routines::interrupted or cancelled/i,
      [
        'A key file is under a passphrase, and the app has none or a wrong one; or it decrypts what was encrypted with another key.',
        'Correct it in the settings of the app, or deploy the key without one (`openssl pkey -in KEY -out PLAIN`), mode 0600. Behind berth the app needs no TLS: the platform ends it.',
      ],
    ),
    cause(
      'certificate-file-unreadable',
      /failed to find any PEM data|tls: failed to parse private key|Neither PUB key nor PRIV key|found a certificate rather than a key|found a private key rather than|PEM_read_bio|\bno start line\b|NO_START_LINE|\bPEM lib\b|\bbad base64 decode\b|bad end line|DECODER routines::unsupported|Could not (?:parse|deserialize) (?:key|certificate)|PEM routines/i,
      [
        'A certificate or key file is not what it should be: another format, the wrong one of the two, cut off, or under a passphrase.',
        'Look at it: it begins with `-----BEGIN`, the certificate with `CERTIFICATE`, the key with `PRIVATE KEY`. From an environment variable line ends often come as `\\n`. Behind berth the app needs no TLS: the platform ends it.',
      ],
    ),
    likelyCause(
      'certificate-expired',
      /certificate (?:has |is )?expired|certificate_expired|CERT_HAS_EXPIRED|invalid peer certificate: Expired|CertificateExpiredException|NotAfter: |not yet valid|CERT_NOT_YET_VALID|CertificateNotYetValidException|NotValidYet\b/i,
      [
        'A certificate is out of its time: it has ended or not yet begun, or the clock of this machine is wrong.',
        'Compare `date` with the dates of the certificate (`openssl x509 -noout -dates`), and renew it where it is used.',
      ],
    ),
    likelyCause(
      'certificate-name',
      /hostname mismatch|not in the cert's altnames|certificate is valid for .{1,200}, not |doesn't contain any (?:IP )?SANs|relies on legacy Common Name field|NotValidForName|hostname_check_failed|no alternative certificate subject name matches|No (?:subject alternative|name matching).{0,80} (?:found|present)|does not match (?:the )?(?:certificate|host ?name)|ERR_TLS_CERT_ALTNAME_INVALID|doesn't match (?:either of )?'/i,
      [
        'A server that the app connects to shows a certificate for another name than the one the app asked for.',
        'Use a name in the settings of the app that stands in the certificate (not an address), or give the server one for the name in use.',
      ],
    ),
    likelyCause(
      'certificate-authorities-missing',
      /trustAnchors parameter must be non-empty|no (?:native root )?CA certificates (?:were )?(?:found|loaded)|no native root|error setting certificate (?:verify locations|file)|failed to load system root certificates|could not load (?:platform|native) certs|Could not find a suitable TLS CA certificate bundle/i,
      [
        'The app finds no list of the authorities whose certificates it is to trust.',
        'Install `ca-certificates` in the image (Java: also `ca-certificates-java`), or name the file with `SSL_CERT_FILE` under `env`.',
      ],
    ),
    likelyCause(
      'tls-too-old',
      /No appropriate protocol \(protocol is disabled|is not accepted by client preferences|:unsupported protocol\b|\[SSL: UNSUPPORTED_PROTOCOL\]|\b(?:ca md|ee key|ca key|dh key) too (?:weak|small)|legacy sigalg disallowed|TLSV1_ALERT_PROTOCOL_VERSION|tlsv1 alert protocol version|\btls: (?:server selected unsupported )?protocol version/i,
      [
        'The two ends of a TLS connection agree on no version, or a key or certificate is too weak for the library of today.',
        'Update the older end (TLS 1.2, keys from 2,048 bits, SHA-256); for a trial allow what is old by the settings of the library (`CipherString = DEFAULT@SECLEVEL=0` in openssl.cnf, `jdk.tls.disabledAlgorithms`).',
      ],
    ),
    likelyCause(
      'acme-rate-limited',
      /\b(?:acme:error:rateLimited|rateLimited\b.*\bacme)|\btoo many (?:certificates|failed authorizations|registrations|new orders|currently pending)\b/i,
      [
        'The authority that issues certificates (Let’s Encrypt) gives no more for these names for now: too many were asked for, or failed.',
        `Keep what was issued on a disk that stays (Caddy: \`XDG_DATA_HOME\`, Traefik: acme.json), and try with its staging address. ${NO_TLS}`,
      ],
    ),
    likelyCause(
      'acme-refused',
      /\bacme:error:(?<kind>unauthorized|connection|dns|caa|malformed|rejectedIdentifier|accountDoesNotExist|externalAccountRequired|serverInternal|tls)\b/,
      [
        'The authority that issues certificates (ACME) gave none: {kind}.',
        `It calls the name from outside, on port 80 or 443: DNS must lead here and nothing may stand between. ${NO_TLS}`,
      ],
    ),
    likelyCause(
      'tls-plain-port',
      /\bwrong version number\b|WRONG_VERSION_NUMBER|first record does not look like a TLS handshake|received corrupt message of type InvalidContentType|Unsupported or unrecognized SSL message|http: server gave HTTP response to HTTPS client|plaintext connection\?/,
      [
        'The app speaks TLS to a port that does not: the service there is plain.',
        'Write `http://` for `https://` (or switch TLS off, `sslmode=disable` and the like) in the address of that service, or name the port at which it speaks TLS.',
      ],
    ),
    likelyCause(
      'certificate-untrusted',
      /self[- ]signed certificate|unable to (?:verify the first|get local issuer) certificate|(?:unable to get issuer|UNABLE_TO_GET_ISSUER)|signed by unknown authority|UnknownIssuer\b|unknown_ca\b|\bunknown ca\b|PKIX path|unable to find valid certification path|SunCertPathBuilderException|SSL certificate problem|certificate[ _]verify[ _]failed|remote certificate (?:is invalid|was rejected)|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|x509: certificate /i,
      ['A server that the app connects to has a certificate that the app does not trust.', NAME_THE_AUTHORITY],
    ),
  ],
};
