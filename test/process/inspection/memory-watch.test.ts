import { describe, expect, test } from 'vitest';
import { MemoryWatch } from '../../../src/process/inspection/memory-watch.ts';

const PID = 7;
const V2 = {
  '/proc/7/cgroup': '0::/app\n',
  '/sys/fs/cgroup/app/memory.max': '52428800\n',
  '/proc/vmstat': 'oom_kill 4\n',
};
const V1 = { '/proc/7/cgroup': '4:memory:/app\n', '/sys/fs/cgroup/memory/memory.limit_in_bytes': '104857600\n' };

/** A watch over files that the test rewrites; the file of the process goes with it. */
function watch(files: Record<string, string>) {
  const now = { ...files };
  const memory = new MemoryWatch(PID, (path) => now[path] ?? null);
  return { now, memory, end: () => delete now['/proc/7/cgroup'] };
}

describe('a kill for want of memory', () => {
  test('is certain when the counter of the child’s own cgroup v2 has grown', () => {
    const { now, memory, end } = watch({ ...V2, '/sys/fs/cgroup/app/memory.events': 'oom_kill 1\n' });
    now['/sys/fs/cgroup/app/memory.events'] = 'oom_kill 2\n';
    end();
    const evidence = '/sys/fs/cgroup/app/memory.events: oom_kill went from 1 to 2';
    expect(memory.findKill()).toEqual({ limitMebibytes: 50, certainty: 'certain', evidence });
  });

  test('is certain when that of v1 has, and the limit around it is named', () => {
    const { now, memory, end } = watch({ ...V1, '/sys/fs/cgroup/memory/app/memory.oom_control': 'oom_kill 0\n' });
    now['/sys/fs/cgroup/memory/app/memory.oom_control'] = 'oom_kill 1\n';
    end();
    expect(memory.findKill()).toMatchObject({ limitMebibytes: 100, certainty: 'certain' });
  });

  test('is found at the mount point where a container shows nothing else', () => {
    const { now, memory, end } = watch({ ...V1, '/sys/fs/cgroup/memory/memory.oom_control': 'oom_kill 0\n' });
    now['/sys/fs/cgroup/memory/memory.oom_control'] = 'oom_kill 1\n';
    end();
    expect(memory.findKill()?.evidence).toContain('/sys/fs/cgroup/memory/memory.oom_control');
  });

  test('is looked for in the group the child has moved to', () => {
    const { now, memory, end } = watch({ ...V2, '/sys/fs/cgroup/app/memory.events': 'oom_kill 0\n' });
    now['/proc/7/cgroup'] = '0::/small\n';
    now['/sys/fs/cgroup/small/memory.events'] = 'oom_kill 5\n';
    memory.look();
    expect(memory.findKill()).toBeNull();
    now['/sys/fs/cgroup/small/memory.events'] = 'oom_kill 6\n';
    end();
    expect(memory.findKill()?.evidence).toContain('oom_kill went from 5 to 6');
  });

  test('is likely when only the counter of the machine has grown', () => {
    const { now, memory, end } = watch(V2);
    now['/proc/vmstat'] = 'oom_kill 5\n';
    end();
    const evidence = '/proc/vmstat: oom_kill went from 4 to 5';
    expect(memory.findKill()).toEqual({ limitMebibytes: 50, certainty: 'likely', evidence });
  });

  test('elsewhere on the machine is somebody else’s where the own group has a counter', () => {
    const { now, memory, end } = watch({ ...V2, '/sys/fs/cgroup/app/memory.events': 'oom_kill 1\n' });
    now['/proc/vmstat'] = 'oom_kill 5\n';
    end();
    expect(memory.findKill()).toBeNull();
  });

  test('of two looks ago is no news', () => {
    const { now, memory, end } = watch({ ...V2, '/sys/fs/cgroup/app/memory.events': 'oom_kill 0\n' });
    now['/sys/fs/cgroup/app/memory.events'] = 'oom_kill 1\n';
    memory.look();
    expect(memory.findKill()).not.toBeNull();
    memory.look();
    end();
    expect(memory.findKill()).toBeNull();
  });

  test('is never seen where there is no /proc', () => {
    const { memory } = watch({});
    expect(memory.findKill()).toBeNull();
  });
});
