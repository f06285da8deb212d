import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('programs that could not be begun', () => {
  rowTests([
    ['   Main PID: 7 (code=exited, status=217/US>', 'systemd-user-missing'],
    ['shop.service: main process exited, code=exited, status=216/GROUP', 'systemd-user-missing', 'GROUP'],
    ['shop.service: Main process exited, code=exited, status=200/CHDIR', 'systemd-folder-missing', 'WorkingDirectory'],
    ['shop.service: Main process exited, code=exited, status=233/RUNTIME_DIRECTORY', 'systemd-folder-unmade'],
    ['shop.service: Main process exited, code=exited, status=228/SECCOMP', 'systemd-sandbox-failed', 'SECCOMP'],
    ['shop.service: Main process exited, code=exited, status=203/EXEC', 'systemd-exec-failed'],
    ['shop.service: Main process exited, code=exited, status=1/FAILURE', null],
    ['shop.service: Main process exited, code=exited, status=255/EXCEPTION', null],
    ['/bin/sh: 0: Illegal option -', 'shell-first-line-carriage-return', 'od -c'],
    ['/bin/bash: -\r: invalid option', 'shell-first-line-carriage-return'],
    ['/bin/ash: illegal option -\r', 'shell-first-line-carriage-return'],
    ['sh -e\r: applet not found', 'shell-first-line-carriage-return'],
    ['sh: 0: Illegal option -z', 'option-unknown', '-z'],
    [
      "render.sh: line 7: can't open /srv/site.conf.template: no such file",
      'shell-input-missing',
      '/srv/site.conf.template',
    ],
    ['start.sh: 2: .: cannot open /srv/shop/env.sh: No such file', 'shell-input-missing', '/srv/shop/env.sh'],
    ["start.sh: .: line 2: can't open '/srv/shop/env.sh': No such file or directory", 'shell-input-missing'],
    ['sh: 0: cannot open serve.sh: No such file', 'shell-script-missing', 'serve.sh'],
    ["start.sh: line 1: can't create /srv/none/app.ini: nonexistent directory", 'shell-output-folder', '/srv/none'],
  ]);
});

describe('starts that end in a word of their runtime', () => {
  rowTests([
    [
      "Runtime terminating during boot ({'cannot get bootfile','/srv/bin/start.boot'})",
      'erlang-boot-file-missing',
      '/srv/bin/start.boot',
    ],
    ["can't get boot file /srv/start.boot", 'erlang-boot-file-missing', '/srv/start.boot'],
    ['NameError: uninitialized constant Shop::LiveReload', 'ruby-constant-missing', 'Shop::LiveReload'],
    ['expected file app/models/order.rb to define constant Order (Zeitwerk::NameError)', null],
    ["TypeError: Cannot read property 'host' of undefined", 'node-undefined-property', 'host'],
    ["TypeError: Cannot set properties of null (setting 'port')", 'node-undefined-property', 'port'],
    [
      '{"t":{"$date":"2026-01-01T00:00:00.000+00:00"},"s":"W","c":"STORAGE","id":22347,"ctx":"initandlisten","msg":"Failed to start up WiredTiger under any compatibility version. This may be due to an unsupported upgrade or downgrade."}',
      'mongo-data-version',
    ],
    [
      'Error: loading initial config: loading new config: loading http app module: provision http: server a: no such host',
      'caddy-provision-failed',
      'http',
    ],
    [
      'Error: loading new config: loading pki app module: provision pki: open /srv/ca.pem: permission denied',
      'go-file-missing',
    ],
  ]);
});
