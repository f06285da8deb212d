import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('an option of a command line', () => {
  test.for([
    ["error: unexpected argument '--listen' found", 'option-unknown', '--listen'],
    [
      "error: Found argument '--listen' which wasn't expected, or isn't valid in this context",
      'option-unknown',
      '--listen',
    ],
    ['Error: unknown flag: --listen', 'option-unknown', '--listen'],
    ["Error: unknown shorthand flag: 'x' in -x", 'option-unknown', 'x'],
    ['flag provided but not defined: -listen', 'option-unknown', '-listen'],
    ["error: unknown option '--listen'", 'option-unknown', '--listen'],
    ["server: unrecognized option '--listen'", 'option-unknown', '--listen'],
    ["server: invalid option -- 'x'", 'option-unknown', 'x'],
    ['invalid option: --listen (OptionParser::InvalidOption)', 'option-unknown', '--listen'],
    ["unknown variable 'default-plugin=native'.", 'option-unknown', 'default-plugin'],
    ['Unknown option: listen', 'option-unknown', 'listen'],
    ["Unrecognized command or argument '--listen'.", 'option-unknown', '--listen'],
    ['error: the following arguments are required: --config', 'option-missing', '--config'],
    ['Error: required flag(s) "config" not set', 'option-missing', 'config'],
    ["Missing required option: '--config=<file>'", 'option-missing', '--config'],
    ["error: missing required argument 'file'", 'option-missing', 'file'],
    ['flag needs an argument: --port', 'option-value-missing', '--port'],
    ["server: option requires an argument -- 'p'", 'option-value-missing', 'p'],
    ["server: option '--port' requires an argument", 'option-value-missing', '--port'],
    ["error: a value is required for '--port <PORT>' but none was supplied", 'option-value-missing', '--port'],
    ['error: argument --port: expected one argument', 'option-value-missing', '--port'],
    ["error: invalid value 'tcp' for '--port <PORT>': invalid digit found in string", 'option-value-invalid', '--port'],
    [
      'invalid argument "tcp" for "--port" flag: strconv.ParseInt: parsing "tcp": invalid syntax',
      'option-value-invalid',
      '--port',
    ],
    ['invalid value "tcp" for flag -port: parse error', 'option-value-invalid', '-port'],
    ["git: 'serve' is not a git command. See 'git --help'.", 'command-not-its', 'serve'],
    ['‘server /data’ is not a shop sub-command. See ‘shop --help’.', 'command-not-its', 'server /data'],
    ["error: unrecognized subcommand 'start'", 'command-unknown', 'start'],
  ] as const)('is told by its name: %j', ([line, name, option]) => {
    const found = findRecognition([line]);
    expect(found?.row.name).toBe(name);
    expect(recognise([line])?.cause).toContain(` ${option}`);
  });

  test.for([
    'options: --port 8080 --listen 0.0.0.0',
    'unknown argument types are passed through',
    'the option is not required',
    'missing argument handling enabled',
    'argument list: [--port]',
  ])('is not read into %j', (line) => {
    expect(findRecognition([line])?.row.name ?? '').not.toMatch(/^option/);
  });
});

describe('a value that cannot be meant', () => {
  test.for([
    ["ValueError: invalid literal for int() with base 10: 'tcp://10.0.0.1:80'", 'service-link-taken'],
    ['Error binding property (camel.main.port=tcp://10.1.2.3:80) with name: port', 'service-link-taken'],
    ['strconv.Atoi: parsing "tcp://10.0.0.1:80": invalid syntax', 'service-link-taken'],
    [`Failed to parse the host:port pair '\${DB_HOST}:\${DB_PORT}'`, 'variable-unfilled'],
    ['OverflowError: bind(): port must be 0-65535.', 'port-invalid'],
    ['listen tcp: address 99999: invalid port', 'port-invalid'],
    ['java.lang.IllegalArgumentException: port out of range:99999', 'port-invalid'],
    ['listen tcp: address 8080: missing port in address', 'address-form'],
    ['invalid value for Integer(): "eighty" (ArgumentError)', 'number-invalid'],
    ["ValueError: invalid literal for int() with base 10: ''", 'number-empty'],
    ['called `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit }', 'number-invalid'],
  ] as const)('is told: %j', ([line, name]) => {
    expect(findRecognition([line])?.row.name).toBe(name);
  });

  test('is told without the value, which may be a secret', () => {
    const line = "ValueError: invalid literal for int() with base 10: 'hunter2'";
    expect(recognise([line])?.cause).not.toContain('hunter2');
  });
});
