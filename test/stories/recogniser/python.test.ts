import { describe, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

const need = await requirePackages(['python3']);
const PYTHON = '/usr/bin/python3';

const python = (title: string, source: string, rest: Partial<BrokenApp> & Pick<BrokenApp, 'cause'>): BrokenApp =>
  exits(title, [PYTHON, 'server.py'], { files: { 'server.py': source }, ...rest });

const ROWS: readonly BrokenApp[] = [
  python('a module that is not installed', 'import no_such_module', {
    cause: /module no_such_module is not installed/,
    cure: /pip install/,
  }),
  exits('a server that is not installed', [PYTHON, '-m', 'no_such_server'], { cause: /run the module no_such_server/ }),
  python('a name that a module does not have', 'from os import get_settings', { cause: /os has no get_settings/ }),
  python('a syntax error', 'app = (', { cause: /cannot read a file of the app: '\(' was never closed/ }),
  python('Python 2', 'print "starting"', { cause: /written for Python 2/ }),
  python('broken indentation', 'def serve():\nreturn 1', { cause: /expected an indented block/ }),
  python('an environment variable that is not set', 'import os\nos.environ["SHOP_URL"]', {
    cause: /reads SHOP_URL from its environment/,
    cure: /Set SHOP_URL/,
    record: { certainty: 'certain' },
  }),
  python('a key that a dict does not have', '{}["SHOP_URL"]', {
    cause: /looks for SHOP_URL/,
    record: { certainty: 'likely' },
  }),
  python('a database that is not there', 'import socket\nsocket.create_connection(("127.0.0.1", 1))', {
    cause: /nothing accepts connections there/,
  }),
  python('a host name that nobody knows', 'import socket\nsocket.create_connection(("db.invalid", 1))', {
    cause: /cannot resolve the name of a host/,
  }),
  python(
    'a port of its own that is taken',
    'import socket\na = socket.create_server(("127.0.0.1", 0))\nsocket.create_server(a.getsockname())',
    {
      cause: /something listens already/,
    },
  ),
  python('a file that was not deployed', 'open("/no/settings.toml")', { cause: /needs \/no\/settings\.toml/ }),
  python('a full disk', 'with open("/dev/full", "w") as f: f.write("x")', { cause: /no space left/ }),
  python('more memory than there is', 'x = bytearray(1 << 46)', { cause: /could not get the memory/ }),
  python('an exception that nothing handles', 'raise RuntimeError("no settings")', {
    cause: /RuntimeError: no settings/,
    record: { certainty: 'likely' },
  }),
  python(
    'an error in the handling of another',
    'try:\n  import no_such_module\nexcept ImportError as e:\n  raise RuntimeError("cannot start") from e',
    {
      cause: /module no_such_module is not installed/,
    },
  ),
];

describe.skipIf(need.skipReason !== null)(need.title('berth in front of a Python app'), () => {
  test.for(ROWS)('tells everybody of $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
