import { describe, expect, test } from 'vitest';
import {
  parseKillCount,
  parseLimitBytes,
  parseMemoryGroup,
  toKillCountFile,
  toLimitFile,
  toVictimScore,
} from '../../src/core/memory-control.ts';

describe('the memory group of a process', () => {
  test('is that of v1 where there is one, with every group around it', () => {
    const group = parseMemoryGroup('5:cpu,memory:/docker/abc\n1:name=systemd:/\n0::/user\n');
    expect(group).toEqual({
      version: 1,
      folders: ['/sys/fs/cgroup/memory/docker/abc', '/sys/fs/cgroup/memory/docker', '/sys/fs/cgroup/memory'],
    });
    expect(toKillCountFile(group!, '/g')).toBe('/g/memory.oom_control');
    expect(toLimitFile(group!, '/g')).toBe('/g/memory.limit_in_bytes');
  });

  test('is that of v2 else', () => {
    const group = parseMemoryGroup('0::/\n');
    expect(group).toEqual({ version: 2, folders: ['/sys/fs/cgroup'] });
    expect(toKillCountFile(group!, '/g')).toBe('/g/memory.events');
    expect(toLimitFile(group!, '/g')).toBe('/g/memory.max');
  });

  test.for(['', '4:cpu:/x\n'])('is unknown for %j', (text) => {
    expect(parseMemoryGroup(text)).toBeNull();
  });
});

test.for([
  ['low 0\nhigh 0\noom 3\noom_kill 2\noom_group_kill 0\n', 2],
  ['oom_kill_disable 0\nunder_oom 0\noom_kill 7\n', 7],
  ['oom_kill_disable 0\n', null],
] as const)('the kills counted in %j are %s', ([text, count]) => {
  expect(parseKillCount(text)).toBe(count);
});

test.for([
  ['67108864\n', 67_108_864],
  ['max\n', null],
  ['9223372036854771712\n', null],
  ['', null],
] as const)('the limit %j is %s', ([text, bytes]) => {
  expect(parseLimitBytes(text)).toBe(bytes);
});

test.for([
  [0, 256, 500],
  [0, 4_096, 32],
  [300, 512, 550],
  [900, 256, 1_000],
  [0, 64, 1_000],
  [-997, 1_024, -872],
  [-1_000, 256, -1_000],
] as const)('an app of a berth with %s in %s MiB is killed first with %s', ([own, limit, score]) => {
  expect(toVictimScore(own, limit)).toBe(score);
});
