import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../helpers/debian.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const { installGoProgram } = await import(new URL('../../bench/go-peers.mjs', import.meta.url).href);
const need = await requirePackages(['golang-go']);
const MODULE = 'example.com/peer/cmd/peer@v1.0.0';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-go-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Go would go on writing of itself into its home behind its end.
  mkdirSync(join(folder, '.config/go/telemetry'), { recursive: true });
  writeFileSync(join(folder, '.config/go/telemetry/mode'), 'off');
  return folder;
}

describe('a peer written in Go', () => {
  test('is left out by name where there is no Go', () => {
    const folder = makeFolder();
    expect(installGoProgram(MODULE, join(folder, 'bin'), { PATH: folder })).toBe(
      `go install ${MODULE}, and there is no go on PATH`,
    );
  });

  test.skipIf(need.skipReason !== null)(
    need.title('is left out with the words of Go where its module is not to be had'),
    () => {
      const folder = makeFolder();
      const { PATH } = process.env;
      const env = { PATH, HOME: folder, GOPATH: join(folder, 'go'), GOPROXY: 'off', GOFLAGS: '-mod=mod' };
      const reason = installGoProgram(MODULE, join(folder, 'bin'), env);
      expect(reason).toMatch(/^go install example\.com\/peer\/cmd\/peer@v1\.0\.0, which says: .*GOPROXY=off/);
      expect(existsSync(join(folder, 'bin/peer'))).toBe(false);
    },
  );
});
