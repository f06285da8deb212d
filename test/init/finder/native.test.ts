import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { findBinary } from '../../../src/init/finder/binary.ts';
import { findGo } from '../../../src/init/finder/go.ts';
import { findRust } from '../../../src/init/finder/rust.ts';
import { runLine } from '../../helpers/app-folder.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { lookAt } from './set-up-folder.ts';

const compilers = await requirePackages(['golang-go', 'rustc']);

/** A program of this machine. */
const PROGRAM = '/bin/true';
const MODULE = 'module example.com/shop\n\ngo 1.19\n';
/** Built in a moment: nothing of the library is in it. */
const EMPTY = 'package main\n\nfunc main() {}\n';
const MAIN = 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8090", nil)\n}\n';

function putProgram(folder: string, name: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  copyFileSync(PROGRAM, join(folder, name));
}

/** The head of a 64-bit program for another machine: 183 is arm64, 62 is x64. */
function makeForeignProgram(): Buffer {
  const head = Buffer.alloc(128);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
  return head;
}

describe.skipIf(compilers.skipReason !== null)(compilers.title('a program that Go has built'), () => {
  test('is known by what Go wrote into it, whatever its name, stripped or not', () => {
    for (const flags of ['', "-ldflags='-s -w'"]) {
      const folder = createFolder({ 'go.mod': MODULE, 'main.go': EMPTY });
      runLine(`go build ${flags} -o bin/whatever . && rm main.go go.mod`, folder);
      expect(findGo(new AppFolder(folder))).toMatchObject([
        {
          kind: 'Go program',
          evidence: expect.stringMatching(/^bin\/whatever \(go1\.[\w.]+, example\.com\/shop\)$/),
          config: { command: 'bin/whatever', port: 'auto' },
          missing: null,
        },
      ]);
      expect(findBinary(new AppFolder(folder))).toEqual([]);
    }
  });

  test('for another machine is named, and is to be built again where its sources are', () => {
    const folder = createFolder({ 'go.mod': MODULE, 'main.go': EMPTY });
    runLine('go build -o shop .', folder);
    const program = readFileSync(join(folder, 'shop'));
    makeForeignProgram().copy(program, 18, 18, 20);
    writeFileSync(join(folder, 'shop'), program);
    writeFileSync(join(folder, 'main.go'), MAIN);
    expect(findGo(new AppFolder(folder))).toMatchObject([
      { notes: [expect.stringMatching(/^shop was made for \w+, this machine is \w+$/)], missing: 'go build -o app .' },
    ]);
  });
});

describe('a project of Go', () => {
  test('is built from where its main is, the server before other programs', () => {
    const findings = lookAt(findGo, {
      'go.mod': MODULE,
      'cmd/migrate/main.go': 'package main\n\nfunc main() {}\n',
      'cmd/server/main.go': MAIN,
      'internal/store/store.go': 'package store\n\nvar addr = "localhost:5432"\n',
      'cmd/server/main_test.go': 'package main\n',
    });
    expect(findings.map(({ config, missing }) => [config.port, missing])).toEqual([
      [8090, 'go build -o app ./cmd/server'],
      ['auto', 'go build -o app ./cmd/migrate'],
    ]);
  });

  test('is built beside a folder that has the obvious name, and without a module by its files', () => {
    expect(lookAt(findGo, { 'go.mod': MODULE, 'main.go': MAIN, 'app/app.go': 'package app\n' })[0]?.missing).toBe(
      'go build -o server .',
    );
    expect(lookAt(findGo, { 'main.go': MAIN, 'b.go': 'package main\n' })[0]?.missing).toBe(
      'go build -o app b.go main.go',
    );
  });

  test('that is a library is none', () => {
    expect(lookAt(findGo, { 'go.mod': MODULE, 'shop.go': 'package shop\n' })).toEqual([]);
  });

  test.for([
    ['os.Getenv("PORT")', { command: './app', port: 'auto' }],
    ['os.Getenv("SHOP_PORT")', { command: './app', port: 'auto', env: { SHOP_PORT: `\${port}` } }],
    ['os.Getenv("LISTEN_ADDR")', { command: './app', port: 'auto', env: { LISTEN_ADDR: `127.0.0.1:\${port}` } }],
    ['os.Getenv("DB_PORT"); http.ListenAndServe(":8090", nil)', { command: './app', port: 8090 }],
    ['flag.String("addr", ":8080", "where")', { command: `./app -addr 127.0.0.1:\${port}`, port: 'auto' }],
    ['flag.IntVar(&n, "port", 8080, "where")', { command: `./app -port \${port}`, port: 'auto' }],
    ['pflag.Int("http-port", 8080, "where")', { command: `./app --http-port \${port}`, port: 'auto' }],
    ['r.Run()', { command: './app', port: 'auto' }],
    ['r.Run(":8123")', { command: './app', port: 8123 }],
    ['e.Logger.Fatal(e.Start(":1323"))', { command: './app', port: 1323 }],
    ['app.Listen(":3000")', { command: './app', port: 3000 }],
    ['srv := &http.Server{Addr: ":8181"}', { command: './app', port: 8181 }],
    ['redis.Options{Addr: "localhost:6379"}', { command: './app', port: 'auto' }],
    ['http.ListenAndServe(":9000", nil)', { command: './app', port: 9000, listen: { port: 9001 } }],
    ['// http.ListenAndServe(":7000", nil)', { command: './app', port: 'auto' }],
  ] as const)('whose main says %s gets %j', ([line, config]) => {
    const main = `package main\n\nimport "net/http"\n\nfunc main() {\n\t${line}\n}\n`;
    expect(lookAt(findGo, { 'go.mod': MODULE, 'main.go': main })[0]?.config).toEqual(config);
  });
});

describe('a project of Cargo', () => {
  const cargo = (name: string, dependencies: string) =>
    `[package]\nname = "${name}"\nversion = "0.1.0"\n\n[dependencies]\n${dependencies}\n`;

  test.for([
    [
      'rocket = "0.4.11"',
      '',
      { env: { ROCKET_PORT: `\${port}`, ROCKET_ADDRESS: '127.0.0.1', ROCKET_ENV: 'production' } },
    ],
    ['actix-web = "4"', '.bind(("127.0.0.1", 8080))?', { port: 8080 }],
    ['axum = "0.8"', 'let l = tokio::net::TcpListener::bind("0.0.0.0:3000").await.unwrap();', { port: 3000 }],
    ['warp = "0.3"', 'warp::serve(hello).run(([127, 0, 0, 1], 3030)).await;', { port: 3030 }],
    ['axum = { version = "0.8" }', 'let port = std::env::var("PORT").unwrap();', { port: 'auto' }],
    [
      'actix-web = "4"',
      '#[arg(short, long, default_value_t = 8080)]\n    port: u16,',
      { command: `target/release/shop --port \${port}` },
    ],
    [
      'loco-rs = "0.14"',
      '',
      { command: `target/release/shop start --environment production --binding 127.0.0.1 --port \${port}` },
    ],
  ] as const)('with %s that says %j gets %j', ([dependency, line, config]) => {
    const [finding] = lookAt(findRust, {
      'Cargo.toml': cargo('shop', dependency),
      'src/main.rs': `fn main() {\n    ${line}\n}\n`,
    });
    expect(finding).toMatchObject({ config, missing: 'cargo build --release' });
  });

  test('of several packages is built by the name of the one that serves', () => {
    const findings = lookAt(findRust, {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
      'crates/core/Cargo.toml': cargo('core', ''),
      'crates/core/src/lib.rs': '',
      'crates/web/Cargo.toml': `${cargo('shop-web', 'axum = "0.8"')}\n[[bin]]\nname = "shopd"\npath = "src/main.rs"\n`,
      'crates/web/src/main.rs': 'bind("127.0.0.1:3111")',
    });
    expect(findings).toMatchObject([
      { config: { command: 'target/release/shopd', port: 3111 }, missing: 'cargo build --release -p shop-web' },
    ]);
  });

  test('is started by what was built of it, wherever that lies', () => {
    for (const file of ['target/release/shop', 'target/x86_64-unknown-linux-musl/release/shop', 'bin/shop', 'shop']) {
      const folder = createFolder({ 'Cargo.toml': cargo('shop', 'axum = "0.8"'), 'src/main.rs': '' });
      putProgram(folder, file);
      const command = file.includes('/') ? file : `./${file}`;
      expect(findRust(new AppFolder(folder))).toMatchObject([{ config: { command }, missing: null }]);
      expect(findBinary(new AppFolder(folder))).toEqual([]);
    }
  });

  test('that makes a library, or is no TOML, is none', () => {
    expect(lookAt(findRust, { 'Cargo.toml': cargo('core', 'axum = "0.8"'), 'src/lib.rs': '' })).toEqual([]);
    expect(lookAt(findRust, { 'Cargo.toml': '[package\n' })).toEqual([]);
  });
});

describe('a lone program', () => {
  test('is started by its path', () => {
    const folder = createFolder({ 'README.md': '', 'libx.so.1': '' });
    putProgram(folder, 'server');
    expect(findBinary(new AppFolder(folder))).toMatchObject([
      { kind: 'program', evidence: 'server', config: { command: './server', port: 'auto' }, missing: null },
    ]);
  });

  test('is not the runtime or the tool that lies beside an app', () => {
    const folder = createFolder({ 'index.html': '' });
    for (const name of ['node', 'hugo', 'bin/ffmpeg', 'bin/tailwindcss-linux-x64']) putProgram(folder, name);
    expect(findBinary(new AppFolder(folder))).toEqual([]);
  });

  test('that may not be run says how it may', () => {
    const folder = createFolder({});
    writeFileSync(join(folder, 'server'), readFileSync(PROGRAM), { mode: 0o644 });
    expect(findBinary(new AppFolder(folder))[0]?.missing).toBe('chmod +x server');
  });

  test('for another machine or system is named, with the last rank', () => {
    const folder = createFolder({ 'server.exe': `MZ${' '.repeat(100)}` });
    writeFileSync(join(folder, 'bin'), '');
    writeFileSync(join(folder, 'server'), makeForeignProgram(), { mode: 0o755 });
    const findings = findBinary(new AppFolder(folder));
    expect(findings.map(({ notes }) => notes.at(-1))).toEqual([
      expect.stringMatching(/^server was made for (arm64|x64), this machine is \w+$/),
      'server.exe was made for Windows, this machine runs Linux',
    ]);
    expect(findings.every(({ rank }) => rank < 30)).toBe(true);
  });

  test.for([
    [{ 'hello.cabal': 'executable hello-exe\n', 'Main.hs': 'main = run 3000 app\n' }, 'bin/hello-exe', 3000],
    [
      { 'shop.nimble': 'bin = @["shop"]\n', 'shop.nim': 'let port = Port(getEnv("PORT").parseInt)\n' },
      './shop',
      'auto',
    ],
    [
      { 'CMakeLists.txt': 'add_executable(shop main.cpp)\n', 'main.cpp': 'svr.listen("0.0.0.0", 8088);\n' },
      'build/shop',
      8088,
    ],
  ] as const)('is to be built from %j', ([files, command, port]) => {
    expect(lookAt(findBinary, files as Readonly<Record<string, string>>)).toMatchObject([
      { config: { command, port } },
    ]);
  });
});
