import { describe, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

const need = await requirePackages(['apache2', 'unicorn', 'puma', 'ruby-rack', 'redis-server']);

/** A number that somebody else has by now, as after a kill: that of this very process. */
const PID = `${process.pid}\n`;

const HTTPD = `ServerName app
Listen 127.0.0.1:1
PidFile FOLDER/httpd.pid
ErrorLog /proc/self/fd/2
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
`;

const RACK = 'run lambda { |_| [200, {}, ["ok"]] }\n';

const ROWS: readonly BrokenApp[] = [
  exits('Apache', ['apache2', '-DFOREGROUND', '-f', 'FOLDER/httpd.conf'], {
    files: { 'httpd.conf': HTTPD, 'httpd.pid': PID },
    cause: new RegExp(`^Apache found the pid file of an earlier run, and takes process ${process.pid} for itself`),
    cure: /`prepare: \{ command: rm -f \S+, oneshot: true \}` in `processes`, and `after: \[prepare\]`/,
  }),
  exits('unicorn', ['unicorn', '-c', 'FOLDER/unicorn.rb', 'FOLDER/config.ru'], {
    files: { 'unicorn.rb': 'pid "FOLDER/app.pid"\nlisten "127.0.0.1:1"\n', 'config.ru': RACK, 'app.pid': PID },
    cause: /^unicorn found its pid file \S+\/app\.pid of an earlier run/,
    cure: /rm -f \S+\/app\.pid, oneshot: true/,
  }),
  exits('the Rails server', ['rackup', '-s', 'puma', '-p', '1', '-P', 'FOLDER/server.pid', 'FOLDER/config.ru'], {
    files: { 'config.ru': RACK, 'server.pid': PID },
    cause: /^The Rails server found the pid file of an earlier run/,
    cure: /rm -f tmp\/pids\/server\.pid/,
  }),
];

const FOLDERS: readonly BrokenApp[] = [
  exits('Redis and its socket', ['redis-server', '--port', '0', '--unixsocket', 'FOLDER/run/r.sock'], {
    cause: /^Redis cannot make its socket: No such file or directory/,
    cure: /mkdir -p/,
  }),
];

describe.skipIf(need.skipReason !== null)(need.title('a server that finds'), () => {
  test.for(ROWS)('the pid file of an earlier life is told what to remove: $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });

  test.for(FOLDERS)('no folder for its files is told what to make: $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
