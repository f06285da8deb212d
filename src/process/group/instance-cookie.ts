import { listPids, readProcFile } from './process-table.ts';

/**
 * The environment variable by which everything an instance of berth has started is known, also after it left its
 * process group. Its value is random and made anew in each run; berth's own environment never holds it.
 */
export const COOKIE_VARIABLE = 'BERTH_INSTANCE';

/** True if the process was started, at whatever remove, by the instance with this cookie. */
export function carriesCookie(pid: number, cookie: string): boolean {
  const environment = readProcFile(pid, 'environ');
  return environment?.split('\0').includes(`${COOKIE_VARIABLE}=${cookie}`) ?? false;
}

/** The ids of all live processes with this cookie; a zombie has no environment left and is never among them. */
export function findCookieHolders(cookie: string): number[] {
  return listPids().filter((pid) => pid !== process.pid && carriesCookie(pid, cookie));
}
