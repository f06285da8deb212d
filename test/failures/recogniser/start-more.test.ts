import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('starts that fail in few words', () => {
  rowTests([
    ['/bin/sh: 1: [node,: not found', 'docker-command-form', 'node'],
    ['/bin/sh: [gunicorn,: not found', 'docker-command-form'],
    ['/bin/bash: line 1: [“java”,: command not found', 'docker-command-form', 'java'],
    ['/bin/sh: 1: node: not found', 'shell-command-missing', 'node'],
    ['Error: AddrParseError(Socket)', 'rust-address-invalid'],
    ["thread 'main' panicked at 'the shop is closed', src/main.rs:1:2", 'rust-panic-line', 'src/main.rs:1:2'],
    [
      "Could not load file or assembly 'Shop.Prices, Version=2.0.0.0'. The located assembly's manifest definition does not match the assembly reference.",
      'dotnet-assembly-version',
      'Shop.Prices',
    ],
    [
      "Could not load file or assembly 'Shop.Prices, Version=2.0.0.0'. The system cannot find it.",
      'dotnet-assembly-missing',
    ],
    ['System.AggregateException: One or more errors occurred. (No such host is known.)', 'system-host-unknown'],
    ['Failed to make TCP connection to port 8080: connection refused', 'platform-health-failed'],
    ['PlatformNotSupportedException: Operation is not supported on this platform.', null],
    ['** (ArgumentError) errors were found at the given arguments:', 'elixir-uncaught-error'],
    ["MongoConfigurationException: The connection string 'shop' is not valid.", 'database-address-unreadable'],
  ]);
});
