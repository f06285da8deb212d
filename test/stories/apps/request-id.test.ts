import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { server, startApp } from '../misbehaviour/misbehaving-app.ts';
import { waitForCall } from './call-lines.ts';

const packages = await requirePackages(['nginx-light', 'python3']);

const NGINX = `daemon off;
pid \${runDir}/nginx.pid;
error_log /dev/stderr;
events {}
http {
  access_log off;
  client_body_temp_path \${runDir}/a; proxy_temp_path \${runDir}/b; fastcgi_temp_path \${runDir}/c;
  uwsgi_temp_path \${runDir}/d; scgi_temp_path \${runDir}/e;
  server {
    listen 127.0.0.1:\${port};
    location / { add_header X-Request-Id $request_id always; return 200 "$request_id"; }
  }
}
`;

describe.skipIf(packages.skipReason !== null)(packages.title('The id of a call'), () => {
  test('that nginx makes for itself stays beside that of berth', async () => {
    const folder = createFolder({
      'nginx.tmpl': NGINX,
      'berth.yaml': `command: [nginx, -c, "\${file.nginx}"]\nport: auto\nstopSignal: SIGQUIT\nfiles: { nginx: { template: nginx.tmpl } }\n`,
    });
    await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
    const answer = await fetch(`http://127.0.0.1:${berth.port}/`);
    expect(answer.headers.get('x-request-id')).toBe(await answer.text());
    const id = answer.headers.get('x-berth-request-id');
    expect(id).toMatch(/^1-/);
    await waitForCall(berth, id!);
  });

  test("reaches a WSGI app in the platform's variable, though its caller sent none", async () => {
    await using berth = await startApp(['python3', server('wsgi-request-id.py')]);
    const answer = await fetch(`http://127.0.0.1:${berth.port}/`);
    const id = await answer.text();
    expect([id, answer.headers.get('x-request-id')]).toEqual([expect.stringMatching(/^1-/), id]);
  });
});
