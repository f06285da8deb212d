/** What this process has spent of its processor on it, in milliseconds: on a busy machine the time that passes says nothing. */
export function measureCpuMs(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
