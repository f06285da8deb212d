import { openEarlyDoor } from './door/early-door.ts';
import { outliveSignals } from './signals.ts';

outliveSignals(process.env);
const args = process.argv.slice(2);

// The build puts what is imported here into a file of its own, so that the port is open before it is read.
void openEarlyDoor(args, process.env)
  .then(async (early) => (await import('./commands/command-line.ts')).runCommandLine(args, early))
  .then((exitStatus) => process.exit(exitStatus));
