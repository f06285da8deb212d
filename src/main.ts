import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { useCodeCache } from './code-cache.ts';
import { openEarlyDoor } from './door/early-door.ts';
import { outliveSignals } from './signals.ts';

useCodeCache(__dirname);
// The bootstrap file keeps it from Node.js 20, which would read the file before the first line here. It is the app's.
const { BERTH_EXTRA_CA_CERTS: authorities } = process.env;
delete process.env['BERTH_EXTRA_CA_CERTS'];
if (authorities !== undefined) process.env['NODE_EXTRA_CA_CERTS'] = authorities;
outliveSignals(process.env);
const terminals = [0, 1, 2].filter(isatty);
// Node.js gives a terminal its settings back when it ends, and aborts if that has hung up (`ResetStdio` in its src/node.cc).
process.once('exit', () => terminals.filter((fd) => !isatty(fd)).forEach(closeSync));
const args = process.argv.slice(2);

// The build puts what is imported here into a file of its own, so that the port is open before it is read.
void openEarlyDoor(args, process.env)
  .then(async (early) => (await import('./commands/command-line.ts')).runCommandLine(args, early))
  .then((exitStatus) => process.exit(exitStatus));
