import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { readMessage } from '../helpers/raw-message.ts';

/** A proxy of somebody else in front of the recorder. */
export interface OracleProxy {
  readonly name: string;
  /** Sends bytes on a connection of their own: the status that came back, 0 for none, -1 if the recorder answered. */
  ask(bytes: Buffer): Promise<number>;
  /** Resolves once it takes connections. */
  connect(): Promise<void>;
  stop(): Promise<void>;
}

const FORWARDED = 'x-recorder: 1';

/** Answers every whole request that gets through with a field that nobody else sends. */
export async function startRecorder(folder: string): Promise<Server> {
  const recorder = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      // Half a request is no sign that a proxy has accepted it: haproxy sends the head before it has seen the body.
      if (socket.writableEnded || readMessage(received, false, false) === null) return;
      socket.end(`HTTP/1.1 200 OK\r\n${FORWARDED}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
  });
  recorder.listen(join(folder, 'recorder.sock'));
  await once(recorder, 'listening');
  return recorder;
}

/** Starts Debian's nginx with its usual parser settings. */
export async function startNginx(folder: string): Promise<OracleProxy> {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const config = `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
    events {} http { access_log off; ${temp.join(' ')} server { listen unix:${folder}/nginx.sock; location / {
    proxy_pass http://unix:${folder}/recorder.sock; proxy_http_version 1.1; proxy_ignore_client_abort on; } } }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  return createProxy('nginx', join(folder, 'nginx.sock'), spawn('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf')]));
}

/** Starts Debian's haproxy with its usual parser settings. */
export async function startHaproxy(folder: string): Promise<OracleProxy> {
  const config = `defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend oracle
  bind unix@${folder}/haproxy.sock
  default_backend recorder
backend recorder
  server recorder unix@${folder}/recorder.sock
`;
  await writeFile(join(folder, 'haproxy.cfg'), config);
  const args = ['-db', '-f', join(folder, 'haproxy.cfg')];
  return createProxy('haproxy', join(folder, 'haproxy.sock'), spawn('/usr/sbin/haproxy', args));
}

function createProxy(name: string, path: string, child: ChildProcess): OracleProxy {
  return {
    name,
    ask: (bytes) => ask(path, bytes),
    async connect() {
      const socket = connect(path);
      await once(socket, 'connect');
      socket.destroy();
    },
    async stop() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

function ask(path: string, bytes: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path);
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      if (text.toLowerCase().includes(FORWARDED)) socket.destroy();
    });
    socket.on('close', () => {
      if (text.toLowerCase().includes(FORWARDED)) resolve(-1);
      else resolve(Number(/^HTTP\/1\.[01] (?!1)(\d{3})/m.exec(text)?.[1] ?? 0));
    });
    socket.end(bytes);
  });
}
