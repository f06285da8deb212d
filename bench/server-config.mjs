// Configs of the servers of Debian: one worker, keep-alive to the upstream, no access log unless asked for.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BODY = '0123456789abcdef0123456789abcdef';

/** nginx as the upstream: a small body, files, and uploads that are read whole before they are answered. */
export function describeUpstream(folder, port, site) {
  const upload = `proxy_pass http://127.0.0.1:${port}/small; proxy_pass_request_body off; proxy_set_header Content-Length "";`;
  const locations = [
    `location = /small { return 200 "${BODY}"; }`,
    `location = /upload { client_max_body_size 2m; client_body_buffer_size 2m; ${upload} }`,
    `location / { root ${site}; }`,
  ].join(' ');
  return describeNginx(folder, `upstream-${port}`, `server { listen 127.0.0.1:${port}; ${locations} }`, 'off');
}

/** nginx as an app of one process, which says its pid. */
export function describeLoneNginx(folder, port) {
  const server = `server { listen 127.0.0.1:${port}; location / { return 200 "$pid"; } }`;
  return describeNginx(folder, `lone-${port}`, server, 'off', 'master_process off;');
}

/** nginx as the proxy, streaming both ways as the others do. */
export function describeNginxProxy(folder, port, upstreamPort, accessLog = 'off') {
  const location = [
    'proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Host $host;',
    'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $upgrade_or_none;',
    'client_max_body_size 2m; proxy_request_buffering off; proxy_max_temp_file_size 0;',
  ].join(' ');
  const http = [
    "map $http_upgrade $upgrade_or_none { default upgrade; '' ''; }",
    `upstream app { server 127.0.0.1:${upstreamPort}; keepalive 1024; keepalive_requests 1000000000; }`,
    `server { listen 127.0.0.1:${port} backlog=4096; location / { ${location} } }`,
  ].join('\n');
  return describeNginx(folder, `nginx-${port}`, http, accessLog);
}

/** haproxy as the proxy, on one thread. */
export function describeHaproxy(folder, port, upstreamPort) {
  const file = join(folder, `haproxy-${port}.cfg`);
  const defaults = 'mode http\n timeout connect 5s\n timeout client 10m\n timeout server 10m\n http-reuse always';
  const front = `bind 127.0.0.1:${port}\n server app 127.0.0.1:${upstreamPort}`;
  writeFileSync(file, `global\n nbthread 1\ndefaults\n ${defaults}\nlisten app\n ${front}\n`);
  return { file: '/usr/sbin/haproxy', args: ['-db', '-f', file] };
}

/** caddy as the proxy, on one thread of Go. */
export function describeCaddy(folder, port, upstreamPort) {
  const file = join(folder, `Caddyfile-${port}`);
  const transport = 'transport http {\n keepalive_idle_conns 1024\n keepalive_idle_conns_per_host 1024\n }';
  const site = `http://127.0.0.1:${port} {\n bind 127.0.0.1\n reverse_proxy 127.0.0.1:${upstreamPort} {\n ${transport}\n }\n}`;
  writeFileSync(file, `{\n admin off\n auto_https off\n}\n${site}\n`);
  const env = { GOMAXPROCS: '1', HOME: folder };
  return { file: '/usr/bin/caddy', args: ['run', '--adapter', 'caddyfile', '--config', file], env };
}

function describeNginx(folder, name, http, accessLog, more = '') {
  const file = join(folder, `${name}.conf`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${name}-${kind};`)
    .join(' ');
  // The stage's folder is open to us alone, and workers of root would be `nobody`.
  const user = process.getuid() === 0 ? 'user root; ' : '';
  const main = `${user}daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid ${folder}/${name}.pid; error_log stderr error; ${more}`;
  const common = `access_log ${accessLog}; keepalive_requests 1000000000; keepalive_timeout 10m; ${paths}`;
  writeFileSync(file, `${main}\nevents { worker_connections 19000; }\nhttp {\n${common}\n${http}\n}\n`);
  return { file: '/usr/sbin/nginx', args: ['-c', file] };
}
