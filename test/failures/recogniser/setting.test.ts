import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('a variable that is missing', () => {
  test.for([
    ['error: Environment variable not found: DATABASE_URL.', 'DATABASE_URL'],
    ['"KEY" Environment Variable is missing.', 'KEY'],
    ['The JWT_SECRET environment variable must be set', 'JWT_SECRET'],
    ['environment variable DATABASE_URL is missing.', 'DATABASE_URL'],
    ['Environment variable "OPENAI_API_KEY" is missing or empty.', 'OPENAI_API_KEY'],
    ['Environment variable not found: "MAILER_DSN".', 'MAILER_DSN'],
    ['missing required environment variable SHOP_URL', 'SHOP_URL'],
    ['ImproperlyConfigured: Set the SECRET_KEY environment variable', 'SECRET_KEY'],
    ['required key SHOP_URL missing value', 'SHOP_URL'],
    ['EnvVarError: env-var: "SHOP_URL" is a required variable, but it was not set', 'SHOP_URL'],
    ['set the `N8N_ENCRYPTION_KEY` env var when starting the worker', null],
    ['you must set the SHOP_KEY env variable', 'SHOP_KEY'],
    ['Error: DATABASE_URL is not defined', 'DATABASE_URL'],
    ['DATABASE_URL: Required', 'DATABASE_URL'],
    ["{ DATABASE_URL: [ 'Required' ], PORT: [ 'Required' ] }", 'DATABASE_URL'],
    ['Missing SMTP_HOST', 'SMTP_HOST'],
    ['One or more environment variables failed assertions: SHOP_URL is missing.', 'SHOP_URL'],
    ['panicked at main.rs:3: DATABASE_URL must be set: NotPresent', 'DATABASE_URL'],
    ['Required environment variable "SHOP_URL" not found and no default value is present', 'SHOP_URL'],
    [
      'java.util.NoSuchElementException: SRCFG00014: The config property shop.url is required but it could not be found in any config source',
      'shop.url',
    ],
    ["ConfigException$Missing: No configuration setting found for key 'shop.url'", 'shop.url'],
    [`Could not resolve placeholder 'SHOP_URL' in value "\${SHOP_URL}"`, 'SHOP_URL'],
    ['could not fetch application environment :shop', null],
  ] as const)('is told by its name: %j', ([line, variable]) => {
    const cause = recognise([line])?.cause ?? '';
    if (variable !== null) expect(cause).toContain(` ${variable}`);
    expect(cause).not.toMatch(/(?<!\$)\{\w/);
  });

  test.for([
    'SENTRY_DSN is not set, error reporting disabled',
    'REDIS_URL not set, falling back to memory',
    'environment variable HTTP_PROXY is not set, ignoring',
    'The "TAG" variable is not set. Defaulting to a blank string.',
    'You can set the NO_COLOR environment variable to disable colours',
    'Missing LOG_LEVEL, using info',
    'NODE_ENV=production',
    'env vars loaded: DATABASE_URL, SHOP_URL',
    "NameError: name 'MAX_SIZE' is not defined",
    'ReferenceError: MAX_SIZE is not defined',
    'required reading: https://example.com/SHOP_URL',
    'Processing request: field "name" is required',
  ])('is not read into %j', (line) => {
    const row = findRecognition([line])?.row.name ?? '';
    expect(row).not.toMatch(/variable|setting|property|placeholder/);
  });
});

describe('a secret or a licence', () => {
  test.for([
    ["ArgumentError: Missing `secret_key_base` for 'production' environment, set this string", 'rails-secret-missing'],
    ['Error: secretOrPrivateKey must have a value', 'jwt-secret-missing'],
    ['TypeError: JwtStrategy requires a secret or key', 'jwt-secret-missing'],
    ['RuntimeError: The session is unavailable because no secret key was set.', 'session-secret-missing'],
    ['Failed to start worker because of missing encryption key.', 'secret-missing'],
    ['Error: Missing jwtSecret. Please set it', 'secret-missing'],
    ['License key operation failure: Your trial period has terminated.', 'licence-ended'],
    ['Your license has expired on 2024-01-01', 'licence-ended'],
    ['License key is invalid', 'licence-missing'],
    ['no licence found', 'licence-missing'],
  ] as const)('is told: %j', ([line, name]) => {
    expect(findRecognition([line])?.row.name).toBe(name);
  });

  test.for([
    'License: MIT',
    'your licence expires in 30 days',
    'Licensed under the Apache License, Version 2.0',
    'No encryption key found - Auto-generating and saving to: /root/.shop/config',
    'secret loaded from vault',
    'password is required for user login',
  ])('is not read into %j', (line) => {
    expect(findRecognition([line])?.row.name ?? '').not.toMatch(/secret|licence/);
  });
});
