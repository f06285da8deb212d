import { cause, likelyCause, type RowGroup } from './row.ts';

const REBUILD =
  'Install or build it on the same kind of system and processor that runs it: do not copy `node_modules`, virtual environments or binaries from another one.';

/** What the dynamic loader, the kernel and add-ons say of a binary that this system or this processor cannot run. */
export const LOADER_ROWS: RowGroup = {
  runtime: 'the dynamic loader and the processor',
  root: 'first',
  rows: [
    cause(
      'loader-library-forbidden',
      /(?<library>[\w+.-]+): (?:cannot open shared object file: |(?<=Error loading shared library [^\s:]{1,200}: ))Permission denied(?<!Unable to load dynamic library.*)/,
      [
        'The shared library {library} is there, and the user that the program runs as may not read it, or not enter its folder.',
        'Run `chmod a+rX` on it and on its folders where the image is built; where those are right, look at what the host forbids (SELinux, AppArmor, a mounted folder of another user).',
      ],
    ),
    cause(
      'loader-library-unmapped',
      /(?<library>[\w+./-]+): (?:failed to map segment from shared object(?!: Cannot allocate)|cannot restore segment prot after reloc: Permission denied|(?<=Error loading shared library [^\s:]{1,200}: )Operation not permitted)(?<!Unable to load dynamic library.*)/,
      [
        'The shared library {library} is there, but nothing may be run from where it lies: its disk is mounted with `noexec`, or SELinux forbids it.',
        'Where a program unpacks it first, let it unpack to a folder that allows it: Java `-Djava.io.tmpdir`, others `TMPDIR`, under `env`. Else mount the disk without `noexec`.',
      ],
    ),
    cause(
      'loader-openssl-missing',
      /\blib(?:ssl|crypto)\.so\.[\d.]+: (?:cannot open shared object file|No such file or directory)|No usable version of libssl was found/,
      [
        'The program is built for another version of OpenSSL than the one installed.',
        'Use a build of it for the OpenSSL of this system (`openssl version`), or the system it was built for. Prisma: name this system in `binaryTargets` and generate again. .NET: a newer runtime.',
      ],
    ),
    cause('loader-library-musl', /Error loading shared library (?<library>[^\s:]+): No such file or directory/, [
      'The program needs the shared library {library}, and it is not installed.',
      'Install the package that brings it. Where its name begins with `ld-linux`, the program is built for glibc, and this system (Alpine) has musl: use an image with glibc, or a build for musl.',
    ]),
    cause('loader-symbol-musl', /Error relocating (?<file>[^\s:]+): (?<symbol>[^\s:]+): symbol not found/, [
      'The file {file} needs {symbol}, which no library here has: it is built for glibc and this system (Alpine) has musl, or for another version of a library.',
      REBUILD,
    ]),
    // PHP goes on without an extension, and says so in a line of its own.
    cause(
      'loader-library-missing',
      /(?<library>[\w+.-]+): cannot open shared object file(?!: (?:Too many|Cannot allocate|Input\/output))(?<!Unable to load dynamic library.*)/,
      [
        'The program needs the shared library {library}, and it is not installed.',
        'Install the package that brings it, or deploy it with the app and name its folder with `LD_LIBRARY_PATH` under `env`.',
      ],
    ),
    cause('loader-version-missing', /version [`'"](?<version>[^'"]+)['"] not found \(required by (?<file>[^)]+)\)/, [
      'The file {file} needs a newer version of a library ({version}) than the one installed.',
      'Build it on a system as old as the one that runs it, or run it on a newer one.',
    ]),
    cause('kernel-too-old', /\bFATAL: kernel too old\b/, [
      'The C library of the program wants a newer kernel than the one of this machine.',
      'Use a build or an image for an older system, or a host with a newer kernel.',
    ]),
    cause('loader-version-short', /\.so[.\d]*: version [`'"](?<version>[A-Z][\w.]+)['"] not found$/, [
      'A program needs a newer version of a library ({version}) than the one installed.',
      'Build it on a system as old as the one that runs it, or run it on a newer one.',
    ]),
    cause(
      'loader-symbol-missing',
      /(?<file>[^\s:]+): undefined symbol: (?<symbol>[^\s,]+)(?<!Unable to load dynamic library.*)/,
      [
        'A library that {file} uses has no {symbol}: it is another version than the one it was built with.',
        'Install the version of the library that the program was built with.',
      ],
    ),
    cause(
      'loader-format',
      /(?<file>[^\s:(]+): (?:invalid ELF header|wrong ELF class: \w+|file too short)(?<!Unable to load dynamic library.*)/,
      ['The file {file} is built for another system or processor, or is not whole.', REBUILD],
    ),
    cause('shell-wrong-architecture', /(?<file>\S+): (?:cannot execute binary file: )?Exec format error$/, [
      'The program {file} is built for another kind of processor or system.',
      'Build it for this one: `uname -m` here, `file {file}` there.',
    ]),
    cause(
      'wrong-architecture',
      /exec format error|\bENOEXEC\b|rosetta error: |qemu-\w+: Could not open '|no matching manifest for linux\//i,
      [
        'A program or an image is built for another kind of processor, or a script has no first line that names its interpreter.',
        'Build it for the processor of this instance (`uname -m`; `docker build --platform linux/amd64`), or begin the script with `#!/bin/sh`.',
      ],
    ),
    cause(
      'processor-feature-missing',
      /requires a CPU with AVX|CPU does not support x86-64-v\d|\(X86_V\d\) but your machine doesn't support|built with baseline optimizations|to use \w+ instructions, but these aren't available|missing required CPU features?/i,
      [
        'A program is built for a newer processor than the one that this machine has or shows.',
        'Use a build of it for older processors (often an older version), or a machine that has what it asks for; virtual machines hide AVX unless they pass on the processor of their host.',
      ],
    ),
    likelyCause(
      'processor-instruction',
      /(?<!\[BUG\] )\b(?:illegal instruction\b|(?:signal|by|with|got):? SIGILL\b|status=4\/ILL\b)/i,
      [
        'A program used an instruction that this processor does not have: it is built for a newer one, as a rule with AVX.',
        'Use a build of it for older processors (often an older version), or a machine that has what it asks for; virtual machines hide AVX unless they pass on the processor of their host.',
      ],
    ),
  ],
};
