import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

const need = await requirePackages(['openjdk-17-jre-headless', 'ruby']);
const CLASSES = fileURLToPath(new URL('../../fixtures/apps/java/', import.meta.url));

const java = (title: string, args: readonly string[], cause: RegExp): BrokenApp =>
  exits(title, ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx16m', '-cp', CLASSES, ...args], { cause });

const ruby = (title: string, source: string, cause: RegExp): BrokenApp =>
  exits(title, ['ruby', 'server.rb'], { files: { 'server.rb': source }, cause });

const ROWS: readonly BrokenApp[] = [
  java('Java and a class that is not there', ['com.example.Server'], /no class com\.example\.Server to start with/),
  java('Java and a heap that is too small', ['Fails', 'heap'], /heap of Java is full/),
  java(
    'Java and a database that is not there',
    ['Fails', 'refused'],
    /cannot reach a service it needs: Connection refused/,
  ),
  java('Java and a port that is taken', ['Fails', 'bind'], /something listens already/),
  java('Java and a driver that is not there', ['Fails', 'driver'], /loads the class com\.example\.Driver/),
  java('Java and an exception that nothing handles', ['Fails', 'other'], /server\.port is not a number/),
  java('Java and an option it does not know', ['-XX:+UseMagic', 'Fails'], /does not know the option UseMagic/),
  java('Java and an option it has dropped', ['-XX:MaxPermSize=64m', 'Fails'], /no longer knows the option MaxPermSize/),
  java('Java and a heap larger than the machine', ['-Xms100t', '-Xmx100t', 'Fails'], /cannot have the heap/),
  ruby('Ruby and a missing gem', `require 'no_such_gem'`, /cannot load no_such_gem/),
  ruby(
    'Ruby and an environment variable that is not set',
    `ENV.fetch('SHOP_URL')`,
    /reads SHOP_URL from its environment/,
  ),
  ruby('Ruby and a syntax error', 'def serve', /cannot read server\.rb:1/),
  ruby('Ruby and nil', 'nil.port', /calls port on nil/),
  ruby('Ruby and an exception that nothing handles', `raise 'no settings'`, /no settings \(RuntimeError\)/),
];

describe.skipIf(need.skipReason !== null)(need.title('berth in front of Java and Ruby'), () => {
  test.for(ROWS)('tells everybody of $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
