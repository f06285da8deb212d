import { cause, likelyCause, type RowGroup } from './row.ts';

const MAKE =
  'Make a long random value once (`openssl rand -hex 32`), keep it among the secrets of the platform, and hand it over under `env`; a new one at each start ends all sessions.';

/** Keys, secrets and licences without which a program refuses to start. */
export const SECRET_ROWS: RowGroup = {
  runtime: 'a program without its secret',
  root: 'last',
  rows: [
    cause(
      'rails-secret-missing',
      /Missing `?secret_key_base`? for '(?<environment>\w+)' environment|`secret_key_base` for \S+ environment must be a type of String/,
      [
        'Rails has no secret_key_base, without which it signs and encrypts nothing.',
        'Set `SECRET_KEY_BASE` under `env` (`bin/rails secret` makes one), or `RAILS_MASTER_KEY` where it stands in the credentials.',
      ],
    ),
    cause(
      'rails-master-key-missing',
      /Missing encryption key to decrypt (?:file|credentials)|ActiveSupport::MessageEncryptor::InvalidMessage|ActiveSupport::EncryptedFile::(?:MissingKeyError|InvalidKeyLengthError)/,
      [
        'Rails cannot read its credentials: the master key is missing, or is another one.',
        'Set `RAILS_MASTER_KEY` under `env` to the key that config/master.key holds where the credentials were written.',
      ],
    ),
    cause('devise-secret-missing', /\bDevise\.secret_key was not set\b/, [
      'Devise, which signs people in to the Rails app, has no secret key: as a rule Rails itself has none for this environment.',
      'Set `SECRET_KEY_BASE` under `env` (`bin/rails secret` makes one), or the variable that config.secret_key in config/initializers/devise.rb is read from.',
    ]),
    cause('laravel-key-missing', /No application encryption key has been specified/, [
      'Laravel has no APP_KEY, with which it encrypts sessions and cookies.',
      'Set `APP_KEY` under `env`: `php artisan key:generate --show` makes one.',
    ]),
    cause('laravel-key-unfit', /Unsupported cipher or incorrect key length/, [
      'The APP_KEY of Laravel does not have the length that its cipher needs.',
      'Set `APP_KEY` under `env` whole, with the `base64:` in front: `php artisan key:generate --show` makes one.',
    ]),
    cause('django-secret-empty', /The SECRET_KEY setting must not be empty/, [
      'Django has no SECRET_KEY.',
      `Set the variable that the settings module reads it from under \`env\`. ${MAKE}`,
    ]),
    cause(
      'secret-insecure',
      /\b[Rr]efusing to (?:start|run|boot)\b.*\b(?<what>insecure|default|weak)\b.*\b(?:secret|key|password|token|credential)/i,
      [
        'The app refuses to start with a secret that everybody knows: the default one.',
        `Give it one of its own. ${MAKE}`,
      ],
    ),
    likelyCause(
      'secret-default',
      /\b(?:default|insecure|weak|example|placeholder)\b (?:value (?:of|for) )?["'`]?(?<variable>[A-Z][A-Z0-9_]*(?:SECRET|KEY|PASSWORD|TOKEN|SALT)[A-Z0-9_]*)["'`]? (?:was |is |has been )?(?:detected|in use|used|found|not allowed|must be changed)/i,
      [
        'The app refuses to run with {variable} as it was shipped, for everybody knows that value.',
        `Set {variable} under \`env\`. ${MAKE}`,
      ],
    ),
    cause(
      'jwt-secret-missing',
      /\bsecretOrPrivateKey must have a value|\bJwtStrategy requires a secret or key|\bsecretOrKeyProvider\b.*\brequired\b/,
      [
        'The app has no secret to sign its tokens with: the setting that it reads it from is empty.',
        `Set the variable that the app reads the secret of its tokens from (often \`JWT_SECRET\`) under \`env\`. ${MAKE}`,
      ],
    ),
    likelyCause(
      'session-secret-missing',
      /\bsecret option required for sessions|session is unavailable because no secret key was set|\bA secret is required to use signed cookies|`?secret`? must be (?:at least \d+|a \w+ of at least) (?:bytes|characters)/,
      [
        'The app has no secret to sign its sessions with: the setting that it reads it from is empty or too short.',
        `Set the variable that the app reads the secret of its sessions from (often \`SESSION_SECRET\` or \`SECRET_KEY\`) under \`env\`. ${MAKE}`,
      ],
    ),
    likelyCause(
      'secret-missing',
      /\b(?:missing|no|requires? an?|without an?) ["'`]?(?<what>(?:[\w.-]+[ .])?(?:(?:encryption|secret|signing|private|master|session|cookie|auth)[ _-]?(?:key|secret|salt|phrase)|(?:jwt|api)[ _-](?:key|secret)|jwtSecret|app\.keys))\b["'`]?(?: (?:was |is |has been )?(?:set|found|provided|specified|configured|given|setting|configuration))?(?:[.:!]|$)/i,
      [
        'The app has no {what}, and does not start without one.',
        'Set it where the app reads it from, as a rule an environment variable: under `env`, with the value among the secrets of the platform.',
      ],
    ),
    cause(
      'licence-ended',
      /\b(?:[Ll]icen[sc]e|LICEN[SC]E|[Tt]rial)(?: (?:key|file|period|token|certificate))?(?: \S+)?(?: (?:has|have|is|was))?(?: been)? (?:expired|EXPIRED|ended|terminated|no longer valid)\b|\b(?:[Ll]icen[sc]e|LICEN[SC]E)\b[^.]*: ?(?:EXPIRED|expired)\b/,
      [
        'The licence that the app needs has come to its end.',
        'Renew the licence, or put a newer version of the app in place whose built-in licence is still good; look at the clock of the machine too.',
      ],
    ),
    likelyCause(
      'licence-missing',
      /(?:no|valid|invalid|missing) (?:license|licence)(?: (?:key|file|token|certificate))?(?: (?:was |is |has been )?(?:found|provided|specified|set|installed|available|configured|detected))?(?:[.:!]|$)|(?:license|licence)(?: (?:key|file|token))?(?: (?:is|was))? (?:not found|missing|invalid|not valid|required|could not be (?:validated|verified|found))\b/i,
      [
        'The app needs a licence, and finds none that is good.',
        'Deploy the licence file, or set the variable that holds the key under `env`; it may be bound to a host, an edition or a version.',
      ],
    ),
  ],
};
