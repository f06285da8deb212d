import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const OWN_VARIABLE = /^(BERTH_|FC_|K_SERVICE$|PORT$)/;

/** A network in which nothing listens yet: every port of it is free, 9000 too. Only root can have one. */
export interface PrivateNetwork extends AsyncDisposable {
  /** Starts a program in it; its stdout and stderr are one pipe, its stdin is another if it is to be typed to. */
  spawn(line: string, folder: string, stdin?: 'ignore' | 'pipe'): ChildProcess;
  /** Runs a line of shell in it to its end; resolves with all that a terminal would show. */
  run(line: string, folder: string, env?: Readonly<Record<string, string>>): Promise<string>;
}

/** Makes one; it lasts until its disposal and until everything in it has ended. */
export async function createPrivateNetwork(): Promise<PrivateNetwork> {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo up && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [said] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')]);
  if (String(said) !== 'up\n') throw new Error(`unshare --net ended with ${said}`);
  const toCommand = (line: string): string[] => [`--net=/proc/${holder.pid}/ns/net`, 'bash', '-c', line];
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_VARIABLE.test(name)));
  return {
    spawn: (line, folder, stdin = 'ignore') =>
      spawn('nsenter', toCommand(`exec 2>&1; exec ${line}`), {
        cwd: folder,
        env: inherited,
        stdio: [stdin, 'pipe', 'inherit'],
      }),
    run: async (line, folder, env = {}) => {
      const options = { cwd: folder, env: { ...inherited, ...env } };
      // A command that fails has shown something too.
      const shown = promisify(execFile)('nsenter', toCommand(`{ ${line}; } 2>&1`), options);
      return (await shown.catch((error: { stdout: string }) => error)).stdout;
    },
    [Symbol.asyncDispose]: async () => {
      holder.stdin.end();
      await once(holder, 'exit');
    },
  };
}
