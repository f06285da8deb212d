// The proxies under test: for each, the files it needs and the command that runs it in the foreground.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const NGINX = '/usr/sbin/nginx';
const PROGRAMS = { haproxy: '/usr/sbin/haproxy', caddy: '/usr/bin/caddy' };

/** nginx as the upstream: a small body, and files of the given sizes. */
export function upstreamNginx(folder, port, site) {
  const server = `server { listen 127.0.0.1:${port} reuseport; location = /small { return 200 "0123456789abcdef0123456789abcdef"; } location / { root ${site}; } }`;
  return nginx(join(folder, `upstream-${port}.conf`), folder, server, '');
}

/** All proxies that can run here, by name. */
export function listProxies({ folder, upstreamPort, site, appPorts }) {
  const berth = (port, engine, more) => describeBerth({ folder, site, port, appPort: appPorts.shift(), engine, more });
  const proxies = {
    nginx: (port) => {
      const upstream = `upstream app { server 127.0.0.1:${upstreamPort}; keepalive 1024; }`;
      const location =
        'location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }';
      const server = `server { listen 127.0.0.1:${port}; keepalive_requests 1000000000; ${location} }`;
      return nginx(join(folder, 'nginx.conf'), folder, server, upstream);
    },
    haproxy: (port) => {
      const file = join(folder, 'haproxy.cfg');
      const defaults =
        'defaults\n mode http\n timeout connect 5s\n timeout client 60s\n timeout server 60s\n http-reuse always\n';
      const front = `listen app\n bind 127.0.0.1:${port}\n server app 127.0.0.1:${upstreamPort}\n`;
      writeFileSync(file, `global\n nbthread 1\n maxconn 4000\n${defaults}${front}`);
      return { file: '/usr/sbin/haproxy', args: ['-db', '-f', file] };
    },
    caddy: (port) => {
      const file = join(folder, 'Caddyfile');
      const site = `http://127.0.0.1:${port} {\n bind 127.0.0.1\n reverse_proxy 127.0.0.1:${upstreamPort}\n}\n`;
      writeFileSync(file, `{\n admin off\n auto_https off\n}\n${site}`);
      const env = { GOMAXPROCS: '1', HOME: folder };
      return { file: '/usr/bin/caddy', args: ['run', '--adapter', 'caddyfile', '--config', file], env };
    },
    'http-proxy': (port) => ({
      file: process.execPath,
      args: [here('http-proxy-server.mjs'), String(port), String(upstreamPort)],
    }),
    'berth (wire)': (port) => berth(port, 'wire', ''),
    'berth (http-proxy)': (port) => berth(port, 'http-proxy', ''),
    'berth (wire), markers and call log off': (port) => berth(port, 'wire', 'markers: off\nlog: { calls: false }\n'),
  };
  return Object.fromEntries(
    Object.entries(proxies).filter(([name]) => PROGRAMS[name] === undefined || existsSync(PROGRAMS[name])),
  );
}

// The same upstream once more, as berth's own app on the core of the upstreams; only berth's own time counts.
function describeBerth({ folder, site, port, appPort, engine, more }) {
  const file = join(folder, `berth-${appPort}.yaml`);
  const app = upstreamNginx(folder, appPort, site);
  const command = JSON.stringify(['taskset', '-c', '1', app.file, ...app.args]);
  const listen = `listen: { host: 127.0.0.1, port: ${port} }`;
  writeFileSync(file, `command: ${command}\nport: ${appPort}\nproxy: { engine: ${engine} }\n${listen}\n${more}`);
  return { file: process.execPath, args: [here('../dist/berth.cjs'), 'run', '--config', file], isAlone: true };
}

function nginx(file, folder, server, more) {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const http = `http { access_log off; keepalive_requests 1000000000; ${paths} ${more} ${server} }`;
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${file}.pid; error_log stderr error; events { worker_connections 20000; } ${http}`,
  );
  return { file: NGINX, args: ['-c', file] };
}
