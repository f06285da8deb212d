import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('a config that its reader does not understand', () => {
  test.for([
    ['SyntaxError: Unexpected token D in JSON at position 14', 'json-invalid'],
    ['SyntaxError: "undefined" is not valid JSON', 'json-invalid'],
    ['SyntaxError: Unexpected end of JSON input', 'json-invalid'],
    ['SyntaxError: /srv/app/options.json: Unexpected token T in JSON at position 12', 'json-file-invalid'],
    ["SyntaxError: JSON5: invalid character '\"' at 22:3", 'json5-invalid'],
    ["invalid character 's' looking for beginning of value", 'json-invalid-go'],
    ['Error: expected value at line 3 column 11', 'json-invalid-serde'],
    ['failed to load configuration: yaml: line 74: did not find expected key', 'yaml-line'],
    ['mapping values are not allowed in this context at line 3 column 7', 'yaml-invalid'],
    [
      '(config/database.yml): did not find expected key while parsing a block mapping at line 2 column 3 (Psych::SyntaxError)',
      'yaml-invalid',
    ],
    ['YAMLParseError: Nested mappings are not allowed in compact mappings at line 1, column 7:', 'yaml-invalid-node'],
    ['found duplicate key spring', 'yaml-key-twice'],
    ['  line 44: field enabled not found in type aggregation.Config', 'config-field-unknown'],
    ['  line 3: cannot unmarshal !!str `http` into int', 'config-field-type'],
    ['TOML parse error at line 88, column 14', 'toml-invalid'],
    ["tomllib.TOMLDecodeError: Expected '=' after a key in a key/value pair (at line 2, column 5)", 'toml-invalid'],
    ['invalid type: string "User", expected a map', 'config-field-refused'],
    ['unknown field `prot`, expected `port` or `name`', 'config-keys-unknown'],
    [
      'com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "prot" (class Config), not marked as ignorable',
      'config-keys-unknown',
    ],
    ["1 error(s) decoding: * '' has invalid keys: prot", 'config-keys-unknown'],
    [
      'org.xml.sax.SAXParseException; systemId: file:/srv/server.xml; lineNumber: 3; columnNumber: 5; The element type "a" must be terminated',
      'xml-invalid',
    ],
    ["configparser.NoSectionError: No section: 'server'", 'ini-entry-missing'],
  ] as const)('is told: %j', ([line, name]) => {
    expect(findRecognition([line])?.row.name).toBe(name);
  });

  test('is told without the text that stands in it', () => {
    const line = 'SyntaxError: Unexpected token \'h\', "{"password": hunter2}" is not valid JSON';
    expect(`${recognise([line])?.cause}${recognise([line])?.cure}`).not.toContain('hunter2');
  });

  test.for([
    'parsed 12 JSON files',
    'using duplicate keys policy: last wins',
    'unknown key exchange algorithm offered by the client',
    'yaml: loaded 3 documents',
    'is a directory listing wanted?',
  ])('is not read into %j', (line) => {
    expect(findRecognition([line])).toBeNull();
  });
});

describe('a config that is not there', () => {
  test.for([
    ["IsADirectoryError: [Errno 21] Is a directory: 'config.json'", 'config.json'],
    ["Error parsing config: [Errno 21] Is a directory: '/etc/shop/config.yml'", '/etc/shop/config.yml'],
    ['read /etc/shop.yml: is a directory', '/etc/shop.yml'],
    ['java.io.FileNotFoundException: /etc/shop.yml (Is a directory)', '/etc/shop.yml'],
    ['Is a directory @ io_fread - /srv/config.yml (Errno::EISDIR)', '/srv/config.yml'],
    ['file_get_contents(/srv/config.php): failed to open stream: Is a directory', '/srv/config.php'],
    ["The configuration file 'appsettings.json' was not found and is not optional.", 'appsettings.json'],
    ['Unable to find config file: /config/configuration.yml', '/config/configuration.yml'],
    ['config file /etc/shop.toml does not exist', '/etc/shop.toml'],
  ] as const)('is told by its path: %j', ([line, path]) => {
    expect(recognise([line])?.cause).toContain(` ${path}`);
  });

  test('is no matter where defaults take its place', () => {
    expect(findRecognition(['config file /etc/shop.toml not found, using defaults'])).toBeNull();
  });
});

describe('programs that are not known more closely', () => {
  rowTests([
    ['Error: Unable to open pwfile "/etc/shop/passwd".', 'file-unopened', '/etc/shop/passwd'],
    ['Cannot open file /var/lib/shop/status, errno: 13', 'file-unopened', '/var/lib/shop/status'],
    ['failed to open /etc/shop/extra.conf, using defaults', null],
    ['could not find the config file', 'config-file-unfound'],
    ['no config file found, using defaults', null],
    ['Error loading config: undefined receiver "mail"', 'config-refused', 'undefined receiver'],
    ['FATAL failed to parse config file shop.toml: port out of order', 'config-refused', 'port out of order'],
    ['Invalid configuration: no route has the name cart', 'config-refused', 'cart'],
    ['failed to load config: not there, falling back to defaults', null],
    ['config reloaded: 3 routes', null],
    [
      'Unable to load server certificate "/run/tls/shop.crt". Check certfile.',
      'certificate-file-unopened',
      '/run/tls/shop.crt',
    ],
    ['Error: Unknown configuration variable "listner".', 'config-keys-unknown', 'listner'],
    ["Invalid section 'serverr' in config file", 'config-section-unknown', 'serverr'],
    ['  missing setting: client-secret or client-secret-file', 'property-required', 'client-secret'],
  ]);
});

describe('paths, in the words of anybody', () => {
  rowTests([
    ['Error: The directory "/srv/shop/data" does not exist', 'path-absent', '/srv/shop/data'],
    ['File /etc/shop.pem does not exist', 'path-absent', '/etc/shop.pem'],
    ['directory /data/cache does not exist, creating it', null],
    ["Error: Cannot read file '/srv/shop/prices.json'", 'file-unopened', '/srv/shop/prices.json'],
    ['could not create directory /data/carts', 'file-unwritten', '/data/carts'],
    ['failed to write to /data/log, skipping', null],
    ['the file /srv/shop/index.html was written', null],
  ]);
});
