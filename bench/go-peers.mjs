// Peers written in Go, as `go install` builds them into bench/bin: how each is run in front of an app.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('bin', import.meta.url));
const LONGEST_BUILD_MS = 600_000;
/** As caddy here, and as all others: one thread. */
const ONE_THREAD = { GOMAXPROCS: '1' };

/**
 * By name: the `module` and the version it is built from, whether it starts its app by itself, whether it can upgrade a
 * connection, and the program for a place. What each prints of a call is off where it can be.
 */
const PEERS = {
  thruster: {
    module: 'github.com/basecamp/thruster/cmd/thrust@v0.1.22',
    startsApp: true,
    describe: describeThruster,
  },
  'of-watchdog': {
    module: 'github.com/openfaas/of-watchdog@0.11.6',
    startsApp: true,
    canUpgrade: false,
    describe: describeOfWatchdog,
  },
  'kamal-proxy': { module: 'github.com/basecamp/kamal-proxy/cmd/kamal-proxy@v0.9.2', describe: describeKamalProxy },
  'queue-proxy': { module: 'knative.dev/serving/cmd/queue@v0.51.0', describe: describeQueueProxy },
};

/** The peers as rows of the bench; one that is not built yet has a `make` that tries, and says why it failed, or null. */
export function listGoPeers() {
  return Object.entries(PEERS).map(([name, { module, startsApp = false, canUpgrade = true, describe }]) => {
    const file = join(BIN, basename(module.replace(/@.*/, '')));
    const missing = existsSync(file) ? null : `go install ${module}`;
    const describeHere = (place) => describe(file, place);
    const make = () => installGoProgram(module, BIN);
    const traits = { isMain: true, isServer: true, canUpgrade, canClose: true, startsApp };
    return { name, ...traits, missing, make, describe: describeHere };
  });
}

/** Builds a program by the name of its module; null, or why that was not to be. */
export function installGoProgram(module, folder, env = process.env) {
  mkdirSync(folder, { recursive: true });
  const options = { env: { ...env, GOBIN: folder }, encoding: 'utf8', timeout: LONGEST_BUILD_MS };
  const { status, error, stderr } = spawnSync('go', ['install', module], options);
  if (status === 0) return null;
  if (error?.code === 'ENOENT') return `go install ${module}, and there is no go on PATH`;
  // Which registry was asked is in the addresses, and is the machine's own affair.
  const words = (error?.message ?? stderr.replaceAll(/\w+:\/\/\S+/g, '…')).trim().split(/\s*\n\s*/);
  return `go install ${module}, which says: ${words.slice(-2).join(' ')}`;
}

function describeThruster(file, { port, upstreamPort, app }) {
  const own = { HTTP_PORT: String(port), TARGET_PORT: String(upstreamPort), LOG_REQUESTS: 'false' };
  return { file, args: [app.file, ...app.args], env: { ...ONE_THREAD, ...own }, isAlone: true };
}

function describeOfWatchdog(file, { port, upstreamPort, app }) {
  const own = {
    port: String(port),
    mode: 'http',
    upstream_url: `http://127.0.0.1:${upstreamPort}`,
    fprocess: [app.file, ...app.args].join(' '),
    // It would wait for its next health check before it ends.
    healthcheck_interval: '0s',
    suppress_lock: 'true',
  };
  return { file, args: [], env: { ...ONE_THREAD, ...own }, isAlone: true };
}

/** It learns of its app from a second command, which waits until the app is healthy. */
function describeKamalProxy(file, { folder, port, upstreamPort }) {
  const home = join(folder, `kamal-${port}`);
  mkdirSync(home, { recursive: true });
  const run = `"$0" run --http-port "$1" --https-port 0 & pid=$!; trap 'kill $pid' TERM;`;
  const socket = 'while [ ! -S "$KAMAL_PROXY_SOCKET" ]; do sleep 0.001; done';
  const deploy = '"$0" deploy app --target "127.0.0.1:$2" --health-check-path /small --health-check-interval 10ms';
  const words = ['-c', `${run} ${socket}; ${deploy}; wait`, file, String(port), String(upstreamPort)];
  const env = { ...ONE_THREAD, HOME: home, KAMAL_PROXY_SOCKET: join(home, 'socket') };
  return { file: 'sh', args: words, env };
}

function describeQueueProxy(file, { port, upstreamPort }) {
  const env = {
    ...ONE_THREAD,
    CONTAINER_CONCURRENCY: '0',
    QUEUE_SERVING_PORT: String(port),
    QUEUE_SERVING_TLS_PORT: '0',
    USER_PORT: String(upstreamPort),
    REVISION_TIMEOUT_SECONDS: '300',
    SERVING_LOGGING_CONFIG: '',
    SERVING_LOGGING_LEVEL: 'error',
    ...{ SERVING_NAMESPACE: 'bench', SERVING_CONFIGURATION: 'bench', SERVING_REVISION: 'bench', SERVING_POD: 'bench' },
    SERVING_POD_IP: '127.0.0.1',
  };
  // After SIGTERM it sleeps for half a minute, so that a cluster may learn of its end.
  return { file, args: [], env, endSignal: 'SIGKILL' };
}
