import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { requirePackages } from '../../helpers/debian.ts';

const run = promisify(execFile);

/** The image that those of the tests are built on: Debian as debootstrap makes it, which has no Node.js. */
export const BASE_IMAGE = 'localhost/berth-test-base:1';

const ROOT_ARCHIVE = resolve('.artefacts/container/bookworm.tar');
/** Made once, whoever asks first, and never half. */
const MAKE_ROOT = `set -e
exec 9>lock; flock 9; [ ! -e bookworm.tar ] || exit 0
trap 'rm -rf root' EXIT
debootstrap --variant=minbase bookworm root >debootstrap.log 2>&1 9>&- || { tail -n 1 debootstrap.log >&2; exit 1; }
rm -rf root/var/cache/apt root/var/lib/apt/lists
tar -C root -cf part.tar . && mv part.tar bookworm.tar`;

/** crun wants cgroups as systemd lays them out; runc takes them as they are. No container has a network of its own. */
const toEngineConfig = (folder: string): string => `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
netns = "host"
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "${folder}/state"
`;

/** Podman with images and containers of its own, all of which `close` removes. */
export interface ContainerEngine {
  /** Why there is none; null: there is. */
  readonly skipReason: string | null;
  /** A folder for what its images are made of, which `close` removes. */
  readonly folder: string;
  title(subject: string): string;
  /** Resolves with what podman said on stdout, and what a container did on stderr behind it. */
  podman(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/**
 * Sees to it that real containers can be run and BASE_IMAGE is there, if TEST_CONTAINERS is 1; says why there is no engine otherwise.
 * With TEST_CONTAINERS under CI=true it rejects instead.
 */
export async function requireContainers(): Promise<ContainerEngine> {
  if (process.env['TEST_CONTAINERS'] !== '1') return createMissing('TEST_CONTAINERS is not 1');
  const packages = await requirePackages(['podman', 'runc', 'catatonit', 'debootstrap']);
  if (packages.skipReason !== null) return createMissing(packages.skipReason);
  if (process.getuid?.() !== 0) return createMissing('containers with limits need root');
  const engine = createEngine();
  try {
    await makeRoot();
    await engine.podman('import', ROOT_ARCHIVE, BASE_IMAGE);
    await engine.podman('run', '--rm', BASE_IMAGE, 'true');
    return engine;
  } catch (error) {
    await engine.close();
    if (process.env['CI'] === 'true') throw error;
    return createMissing(`no container runs here: ${(error as Error).message.trim().split('\n').at(-1)}`);
  }
}

async function makeRoot(): Promise<void> {
  const folder = resolve(ROOT_ARCHIVE, '..');
  mkdirSync(folder, { recursive: true });
  await run('sh', ['-c', MAKE_ROOT], { cwd: folder });
}

function createEngine(): ContainerEngine {
  const folder = mkdtempSync(join(tmpdir(), 'berth-podman-'));
  const [config, storage] = [join(folder, 'containers.conf'), join(folder, 'storage.conf')];
  writeFileSync(config, toEngineConfig(folder));
  const roots = `graphroot = "${folder}/images"\nrunroot = "${folder}/run"\n`;
  writeFileSync(storage, `[storage]\ndriver = "overlay"\n${roots}`);
  const env = { PATH: process.env['PATH'], CONTAINERS_CONF: config, CONTAINERS_STORAGE_CONF: storage };
  const podman = async (...args: string[]): Promise<string> => {
    // Where it is called, conmon leaves a file `oom` when memory ran out.
    const { stdout, stderr } = await run('podman', args, { cwd: folder, env, maxBuffer: 64 * 1024 ** 2 });
    return stdout + stderr;
  };
  return {
    skipReason: null,
    folder,
    title: (subject) => subject,
    podman,
    close: async () => {
      await podman('pod', 'rm', '--all', '--force', '--time', '0').catch(() => {});
      await podman('rm', '--all', '--force', '--time', '0').catch(() => {});
      await podman('system', 'reset', '--force').catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createMissing(skipReason: string): ContainerEngine {
  return {
    skipReason,
    folder: '',
    title: (subject) => `${subject} [not run: ${skipReason}]`,
    podman: () => Promise.reject(new Error(`BUG: podman is called, but ${skipReason}`)),
    close: () => Promise.resolve(),
  };
}
