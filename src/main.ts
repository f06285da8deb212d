import { runCommandLine } from './commands/command-line.ts';

void runCommandLine(process.argv.slice(2)).then((exitStatus) => process.exit(exitStatus));
