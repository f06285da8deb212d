import { describe, test } from 'vitest';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

const OUTPUTS = listCapturedOutputs();

/** .NET ends by SIGABRT after every exception that nothing handles. Debian has no .NET: its words are said again, and its end with them. */
function says(name: string, end: string, cause: RegExp): BrokenApp {
  const lines = OUTPUTS.find((output) => output.name === name)?.lines ?? [];
  const line = `cat FOLDER/words.txt >&2; ${end}`;
  return exits(`${name}, then ${end}`, ['sh', '-c', line], { files: { 'words.txt': `${lines.join('\n')}\n` }, cause });
}

const ABORTS = 'kill -ABRT $$';
const BY_A_SHELL = 'exit 134';

const ROWS: readonly BrokenApp[] = [
  says('dotnet-certificate-absent', ABORTS, /^The app is to serve HTTPS, and no certificate is set/),
  says('dotnet-service-unresolved', BY_A_SHELL, /^Shop needs a IMail, and none is registered/),
  says('dotnet-file-missing', ABORTS, /appsettings\.json/),
  says('dotnet-connection-refused', BY_A_SHELL, /nothing accepts connections at 127\.0\.0\.1:5/),
  says(
    'dotnet-unhandled-exception',
    ABORTS,
    /nothing in it handles: System\.InvalidOperationException: The connection string/,
  ),
];

describe('.NET that aborts', () => {
  test.for(ROWS)('is told by its own words: $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
