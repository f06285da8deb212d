import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('ports in use', () => {
  rowTests([
    ['Something is already running on port 3000.', 'listen-port-taken', '3000'],
    ['Port 8501 is not available', 'listen-port-taken', '8501'],
    ['Bind for 0.0.0.0:8080 failed: port is already allocated', 'listen-address-taken', '0.0.0.0:8080'],
    ['Perhaps a server is already running on that port?', 'port-perhaps-taken'],
    ['OSError: Cannot find empty port in range: 7860-7860.', 'gradio-port-range'],

    ['Web server failed to start. Port 8085 was already in use.', 'spring-port-in-use', '8085'],
    ['Error: Port 3000 is already in use', 'listen-port-taken', '3000'],
    ['Something is wrong: port 3040 is being used', 'listen-port-taken', '3040'],
    ['Running AppWeb.Endpoint with Bandit 1.5 at http failed, port 4000 already in use', 'listen-port-taken', '4000'],
    ['Error: That port is already in use.', 'system-address-in-use'],
    [
      "[Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use",
      'uvicorn-address-in-use',
      '8000',
    ],
    ['listen tcp :8080: bind: address already in use', 'go-address-in-use', ':8080'],
    ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 'nginx-address-in-use', '0.0.0.0:80'],
    ['Failed to listen on localhost:8000 (reason: Address already in use)', 'php-address-in-use', 'localhost:8000'],
    ['Error: listen EADDRINUSE: address already in use :::3000', 'node-address-in-use', ':::3000'],
    ['Address already in use - bind(2) for "0.0.0.0" port 3000', 'listen-taken-address', '3000'],
    [
      'Failed to bind to address http://127.0.0.1:5000: address already in use.',
      'listen-address-taken',
      'http://127.0.0.1:5000',
    ],
    ['Could not bind to 0.0.0.0:9090 because the address is already in use', 'listen-address-taken', '0.0.0.0:9090'],
    [
      '[ALERT] (8) : Starting frontend web: cannot bind socket (Address already in use) [0.0.0.0:80]',
      'listen-taken-address',
      '0.0.0.0:80',
    ],
    [
      'failed to listen server port[0.0.0.0:811], Error: Address already in use[98]',
      'listen-address-taken',
      '0.0.0.0:811',
    ],
    ['Error: AddrInUse: Address already in use (os error 98)', 'system-address-in-use'],
    ['Failed to start Ranch listener: reason: :eaddrinuse (address already in use)', 'system-address-in-use'],
    ['{listen_error,{acceptor,{0,0,0,0},5672},eaddrinuse}', 'system-address-in-use'],
    ['Caused by: java.net.BindException: Address already in use (Bind failed)', 'java-address-in-use'],
    ['adding listener failed addr=0.0.0.0:3000 (in use)', 'system-address-in-use'],
    ['listen unix /run/app.sock: bind: address already in use', 'socket-file-stale', '/run/app.sock'],
    ['Error: listen EADDRINUSE: address already in use /tmp/app.sock', 'socket-file-stale', '/tmp/app.sock'],
    [
      'nginx: [emerg] bind() to unix:/run/web.sock failed (98: Address already in use)',
      'socket-file-stale',
      '/run/web.sock',
    ],
  ]);
});

describe('ports and addresses that cannot be had', () => {
  rowTests([
    ['listen tcp :80: bind: permission denied', 'go-port-forbidden', ':80'],
    ['Error: listen EACCES: permission denied 0.0.0.0:80', 'node-port-forbidden'],
    ["[Errno 13] error while attempting to bind on address ('0.0.0.0', 80): permission denied", 'listen-forbidden'],
    ['Permission denied - bind(2) for "0.0.0.0" port 80 (Errno::EACCES)', 'listen-forbidden'],
    ['System.Net.Sockets.SocketException (13): Permission denied', 'listen-forbidden'],
    ['java.net.SocketException: Permission denied (Bind failed)', 'listen-forbidden'],
    ['Caused by: java.net.BindException: Permission denied', 'listen-forbidden'],
    ['[ALERT] (1) : Starting frontend web: cannot bind socket (Permission denied) [0.0.0.0:443]', 'listen-forbidden'],
    ['failed to bind to 0.0.0.0:80: Permission denied (os error 13)', 'listen-address-forbidden', '0.0.0.0:80'],
    ['socket() [::]:8080 failed (97: Address family not supported by protocol)', 'listen-no-ipv6'],
    ['Error: listen EAFNOSUPPORT: address family not supported :::3000', 'listen-no-ipv6'],
    ['nginx: [emerg] bind() to [::]:80 failed (99: Cannot assign requested address)', 'listen-no-ipv6'],
    [
      "[Errno 99] error while attempting to bind on address ('::1', 8000, 0, 0): cannot assign requested address",
      'listen-no-ipv6',
    ],
    ['listen tcp 10.1.2.3:8080: bind: cannot assign requested address', 'listen-address-foreign'],
    ['Error: listen EADDRNOTAVAIL: address not available 10.1.2.3:8080', 'node-address-not-local'],
    ['java.net.BindException: Cannot assign requested address', 'listen-address-foreign'],
  ]);
});

describe('healthy lines about ports', () => {
  rowTests([
    ['port 3000 is available', null],
    ['Port 8080 available', null],

    ['Port 3000 is in use, trying 3001 instead.', null],
    ['Port 3000 is in use by an unknown process, using available port 3001 instead.', null],
    ['Address already in use, retrying in 1 second', null],
    ['listening on port 8080', null],
    ['bound to 0.0.0.0:80', null],
    ['listening on 0.0.0.0:80, permission checks on', null],
  ]);
});
