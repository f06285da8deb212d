import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('binaries that do not run here', () => {
  rowTests([
    [
      'java.lang.UnsatisfiedLinkError: /srv/libseal.so: /srv/libseal.so: cannot open shared object file: Permission denied',
      'loader-library-forbidden',
      'libseal.so',
    ],
    [
      'Error loading shared library libseal.so: Permission denied (needed by ./server)',
      'loader-library-forbidden',
      'libseal.so',
    ],
    ['ImportError: libssl.so.1.1: cannot open shared object file: Permission denied', 'loader-library-forbidden'],
    [
      'java.lang.UnsatisfiedLinkError: /tmp/jna1.tmp: /tmp/jna1.tmp: failed to map segment from shared object: Operation not permitted',
      'loader-library-unmapped',
      '/tmp/jna1.tmp',
    ],
    [
      'Error loading shared library libseal.so: Operation not permitted (needed by ./server)',
      'loader-library-unmapped',
      'libseal.so',
    ],
    [
      './server: error while loading shared libraries: libssl.so.1.1: cannot open shared object file: No such file or directory',
      'loader-openssl-missing',
    ],
    [
      'Details: Error loading shared library libssl.so.1.1: No such file or directory (needed by /srv/engine.so.node)',
      'loader-openssl-missing',
    ],
    ['No usable version of libssl was found', 'loader-openssl-missing'],
    [
      'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
      'loader-library-missing',
      'libGL.so.1',
    ],
    [
      'Error: libvips-cpp.so.42: cannot open shared object file: No such file or directory',
      'loader-library-missing',
      'libvips-cpp.so.42',
    ],
    [
      'Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /srv/a.node)',
      'loader-library-musl',
      'ld-linux-x86-64.so.2',
    ],
    ['Error: Error relocating /srv/a.node: backtrace: symbol not found', 'loader-symbol-musl', 'backtrace'],
    [
      "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by ./server)",
      'loader-version-missing',
      'GLIBC_2.34',
    ],
    [
      "/usr/lib/libstdc++.so.6: version 'CXXABI_1.3.9' not found (required by /srv/a.node)",
      'loader-version-missing',
      'CXXABI_1.3.9',
    ],
    ['Error: /srv/b.node: undefined symbol: _ZN4node', 'loader-symbol-missing', '_ZN4node'],
    ['Error: /srv/node_modules/bcrypt/bcrypt_lib.node: invalid ELF header', 'loader-format', 'bcrypt_lib.node'],
    ['exec /usr/bin/python3: exec format error', 'wrong-architecture'],
    ['standard_init_linux.go:228: exec user process caused: exec format error', 'wrong-architecture'],
    ['fork/exec ./plugin: exec format error', 'wrong-architecture'],
    ['Error: spawn ENOEXEC', 'wrong-architecture'],
    ["qemu-x86_64: Could not open '/lib64/ld-linux-x86-64.so.2': No such file or directory", 'wrong-architecture'],
    ['rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2', 'wrong-architecture'],
    ['sh: ./server: cannot execute binary file: Exec format error', 'shell-wrong-architecture', './server'],
    ['Fatal glibc error: CPU does not support x86-64-v2', 'processor-feature-missing'],
    [
      'MongoDB 5.0+ requires a CPU with AVX support, and your current system does not appear to have that!',
      'processor-feature-missing',
    ],
    [
      "The TensorFlow library was compiled to use AVX instructions, but these aren't available on your machine.",
      'processor-feature-missing',
    ],
    ['panic(main thread): Illegal instruction at address 0x2B1AAAA', 'processor-instruction'],
    ['mongod.service: Main process exited, code=killed, status=4/ILL', 'processor-instruction'],
  ]);
});

describe('scripts that do not start', () => {
  rowTests([
    [
      'OCI runtime create failed: exec: "gunicorn": executable file not found in $PATH: unknown',
      'exec-command-missing',
      'gunicorn',
    ],
    ['exec user process caused: permission denied', 'exec-target-forbidden'],

    ["env: can't execute 'bash': No such file or directory", 'env-interpreter-missing', 'bash'],
    ["/usr/bin/env: 'node': No such file or directory", 'env-interpreter-missing', 'node'],
    ['app.service: Main process exited, code=exited, status=203/EXEC', 'systemd-exec-failed'],
    ["/usr/bin/env: 'python3\\r': No such file or directory", 'shell-env-carriage-return'],
    ['./start.sh: /bin/bash^M: bad interpreter: No such file or directory', 'shell-env-carriage-return'],
    ["start.sh: line 3: $'\\r': command not found", 'shell-carriage-return'],
    ['start.sh: line 2: set: pipefail\r: invalid option name', 'shell-carriage-return'],
    ["start.sh: line 9: cd: $'model/\\r': No such file or directory", 'shell-carriage-return'],
    ["start.sh: line 4: syntax error near unexpected token `$'{\\r''", 'shell-carriage-return'],
    ['exec /docker-entrypoint.sh: no such file or directory', 'exec-target-missing'],
    ['standard_init_linux.go:190: exec user process caused "no such file or directory"', 'exec-target-missing'],
    ['fork/exec ./start.sh: no such file or directory', 'exec-target-missing'],
    ['s6-supervise (child): fatal: unable to exec run: No such file or directory', 'exec-target-missing'],
    ['s6-supervise (child): fatal: unable to exec run: Permission denied', 'exec-target-forbidden'],
    ['exec: "./start.sh": permission denied', 'exec-target-forbidden'],
    ['Error: spawn ./start.sh EACCES', 'exec-target-forbidden'],
  ]);
});

describe('healthy lines about binaries', () => {
  rowTests([
    ['This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.', null],
    ['loading shared libraries done', null],
    ['executing /start.sh', null],
    [
      "Warning: PHP Startup: Unable to load dynamic library 'imap.so' (tried: /ext/imap.so (libc-client.so: cannot open shared object file: No such file or directory))",
      'php-extension-not-loaded',
    ],
  ]);
});
