import type { BrokenApp } from '../failure/broken-app.ts';

type Rest = Pick<BrokenApp, 'cause'> &
  Partial<Pick<BrokenApp, 'files' | 'cure' | 'record'>> & { readonly app?: object };

/** A set-up whose command runs, says why it cannot go on, and ends before it is ready. */
export function exits(title: string, command: string | readonly string[], { app, ...rest }: Rest): BrokenApp {
  return {
    title,
    app: { command, workingDirectory: 'FOLDER', ...app },
    code: 'APP_EXITED_BEFORE_READY',
    message: /^Process app (?:exited with code \d+|was killed by SIG\w+).* before it was ready\.$/,
    ...rest,
  };
}
