// Makes what is handed to people into a folder, ./release or the one that is named: the package of npm, a plain archive, a
// layer for Function Compute, the context of an image for `COPY --from`, what is in them (SBOM) and their checksums. The
// same commit gives the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { toBom } from './sbom.mjs';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = resolve(process.argv[2] ?? 'release');
const title = `${name}-${version}`;
/** Seconds, as reproducible builds have it; else the first moment that a zip can name. */
const time = Number(process.env.SOURCE_DATE_EPOCH ?? 315_532_800);

/** Beside the bundle. */
const FILES = ['bootstrap', 'LICENSE', 'README.md', 'README.zh-CN.md', 'CHANGELOG.md'];

const CONTAINERFILE = `# Holds berth and nothing else, for the image of an app:
#   COPY --from=${name}:${version} /opt/berth /opt/berth
#   ENTRYPOINT ["/opt/berth/bootstrap"]
FROM scratch
COPY berth/ /opt/berth/
`;

const { BUNDLED_PACKAGES } = await import('./build.mjs');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const room = mkdtempSync(join(tmpdir(), 'berth-release-'));
try {
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  copyBerth(join(room, 'plain', title));
  archive(join(room, 'plain'), title, `${title}.tar.gz`);
  copyBerth(join(room, 'layer/berth'));
  // Under /opt of an instance.
  await zip(join(room, 'layer'), `${title}-fc-layer.zip`);
  copyBerth(join(room, 'image/berth'));
  writeFileSync(join(room, 'image/Containerfile'), CONTAINERFILE);
  archive(room, 'image', `${title}-image.tar.gz`);
} finally {
  rmSync(room, { recursive: true, force: true });
}
writeFileSync(join(folder, `${title}.cdx.json`), `${JSON.stringify(toBom(BUNDLED_PACKAGES, time), null, 2)}\n`);
cpSync('dist/licences.txt', join(folder, `${title}-licences.txt`));
writeFileSync(join(folder, 'SHA256SUMS'), listChecksums());

/** berth as it is deployed: the start file, and the bundle without its source maps. */
function copyBerth(target) {
  mkdirSync(join(target, 'dist'), { recursive: true });
  for (const file of FILES) cpSync(file, join(target, file));
  for (const file of readdirSync('dist').filter((file) => !/\.(?:map|cache)$/.test(file)))
    cpSync(join('dist', file), join(target, 'dist', file));
  for (const file of ['bootstrap', 'dist/berth.cjs']) chmodSync(join(target, file), 0o755);
}

/** GNU tar, with all taken away that is of this machine. gzip -n leaves out the time. */
function archive(parent, entry, output) {
  const flags = ['--sort=name', `--mtime=@${time}`, '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'];
  const tar = run('tar', [...flags, '--mode=u+rw,go+r-w,a+X', '-C', parent, '-cf', '-', entry]);
  writeFileSync(join(folder, output), run('gzip', ['-9', '-n'], { input: tar }));
}

/** Each file with its mode, in one order and of one time. */
async function zip(parent, output) {
  const archive = new ZipFile();
  // The clock of DOS has no zone.
  const mtime = new Date((time + new Date(time * 1_000).getTimezoneOffset() * 60) * 1_000);
  const files = readdirSync(parent, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    const mode = 0o100000 | (statSync(file).mode & 0o755);
    archive.addBuffer(readFileSync(file), relative(parent, file), { mtime, mode, forceDosTimestamp: true });
  }
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(join(folder, output)));
}

function listChecksums() {
  const files = readdirSync(folder).sort();
  const lines = files.map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex')}  ${file}\n`,
  );
  return lines.join('');
}

function run(command, args, options = {}) {
  return execFileSync(command, args, { maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'inherit'], ...options });
}
