import { describe, expect, test } from 'vitest';
import { findRecognition } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('self-hosted programs', () => {
  rowTests([
    ['Gitea is not supposed to be run as root. Sorry.', 'root-refused'],
    ['Updates between multiple major versions and downgrades are unsupported.', 'nextcloud-version'],
    ['Failed to get advertise address: No private IPv4 address found', 'consul-address'],
    ['failed to open bolt file: timeout', 'bolt-timeout'],
    ['ERROR Unable to initialize backend: file access denied', 'minio-backend'],
    ['Could not create Fernet object: Incorrect padding', 'encryption-key-other'],
    ['Error: Master key must be at least 16 bytes', 'key-too-short', '16'],
    ['SECRET_KEY_BASE must be at least 64 bytes long', 'key-too-short', '64'],
    ["could not open port /dev/ttyUSB0: [Errno 2] No such file or directory: '/dev/ttyUSB0'", 'serial-device'],
    ['MongoError: not master and slaveOk=false', 'mongo-set-needed'],
  ]);
});

describe('libraries of Node.js, Python, .NET, Java, Go and Ruby', () => {
  rowTests([
    ['Error: Please install mysql2 package manually', 'sequelize-driver', 'mysql2'],
    ['Service account object must contain a string "project_id" property.', 'firebase-account'],
    ['discord.errors.LoginFailure: Improper token has been passed.', 'discord-token'],
    ['[next-auth][error][NO_SECRET]', 'nextauth-secret'],
    ['Could not resolve authentication method. Expected either api_key or auth_token to be set.', 'api-key-missing'],
    ["ImportError: cannot import name 'soft_unicode' from 'markupsafe'", 'python-versions-apart', 'markupsafe'],
    ["ModuleNotFoundError: No module named 'distutils'", 'python-setuptools-missing', 'distutils'],
    ["__init__() got an unexpected keyword argument 'proxies'", 'python-client-proxies'],
    ["Keyword not supported: 'host'.", 'dotnet-connection-form'],
    ["Value cannot be null. (Parameter 'connectionString')", 'dotnet-connection-unnamed'],
    ["Datasource '<default>' is not configured", 'quarkus-datasource'],
    ['you should increase either server_names_hash_max_size: 512', null],
    ['proto: file "shop.proto" is already registered', 'go-flag-twice'],
    ['Error loading .env file, using the environment', null],
    ['failed to load .env', 'env-file-absent'],
    ['Unknown alias: default (Psych::BadAlias)', 'ruby-yaml-aliases'],
  ]);
});

describe('healthy lines with the same words', () => {
  test.for([
    'loaded resource punkt',
    'Resource limits found',
    'opening /dev/null',
    'token accepted',
    'plugin database did start in time',
    'member 8e9e05c52164694d joined',
    'Chrome version 114',
    'JAVA_HOME is /usr/lib/jvm/java-17',
    'Warning: this should not be run as root',
    'minimum supported API version is 1.24',
    'flag parsed: v',
    'secret key is 64 bytes',
    'Loading .env file',
  ])('%j tells nothing', (line) => {
    expect(findRecognition([line])).toBeNull();
  });
});
