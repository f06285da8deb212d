import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IdleWatch } from '../../src/upstream/idle-watch.ts';
import { Reuse } from '../../src/upstream/reuse.ts';
import { TargetNotes } from '../../src/upstream/target-note.ts';

/** How long a connection waits before an idle one is closed for it (src/upstream/idle-watch.ts). */
const PATIENCE_MS = 100;

/** Some connections to an app, of which a test says how they fare. */
class Scene {
  readonly told: unknown[] = [];
  readonly watch: IdleWatch;
  /** 0 also where this cannot be seen. */
  unaccepted = 0;
  idleCount = 0;
  drops = 0;
  #unanswered: Array<{ socket: { bytesRead: number }; openedAtMs: number }> = [];

  constructor(idleMs = 4_000) {
    const log = { info: (fields: unknown) => void this.told.push(fields), warn() {} };
    const address = { kind: 'tcp', host: '127.0.0.1', port: 80 } as const;
    this.watch = new IdleWatch(this, new Reuse(idleMs, new TargetNotes(log, address), () => this.unaccepted));
  }

  listUnanswered() {
    return this.#unanswered.filter(({ socket }) => socket.bytesRead === 0);
  }

  dropIdle(): void {
    if (this.idleCount > 0) this.drops += 1;
    this.idleCount = 0;
  }

  open(): void {
    this.#unanswered.push({ socket: { bytesRead: 0 }, openedAtMs: performance.now() });
    this.watch.onOpened();
  }

  answer(): void {
    for (const { socket } of this.#unanswered.splice(0, 1)) socket.bytesRead = 1;
  }

  /** A connection waits while another is idle, and goes on so many milliseconds after that one is closed. */
  wait(goesOnAfterMs: number, goOn = () => this.answer()): void {
    this.open();
    this.idleCount = 1;
    while (this.idleCount > 0) vi.advanceTimersByTime(1);
    vi.advanceTimersByTime(goesOnAfterMs);
    goOn();
    vi.advanceTimersByTime(3);
    this.answer();
    // Whatever it was left alone for is over.
    vi.advanceTimersByTime(120_000);
  }
}

describe('an app that may be kept from answering by idle connections', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  test.for([
    ['does not accept others', 1],
    ['accepts others, but does not answer them', 0],
  ] as const)('and %s is known when it has gone on at once four times', ([, unaccepted]) => {
    const scene = new Scene();
    for (let i = 0; i < 4; i++) {
      expect([scene.watch.isHeld, scene.told.length]).toEqual([false, 0]);
      scene.unaccepted = unaccepted;
      scene.wait(5);
    }
    expect(scene.watch.isHeld).toBe(true);
    expect(scene.told).toEqual([{ event: 'idle-connections', upstream: '127.0.0.1:80' }]);
  });

  test('is not known by what it does while the machine has no time for berth either', () => {
    const scene = new Scene();
    const read = performance.now.bind(performance);
    let lostMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => read() + lostMs);
    for (let i = 0; i < 8; i++) {
      scene.unaccepted = 1;
      scene.wait(5, () => {
        lostMs += 30;
        scene.answer();
      });
    }
    expect(scene.watch.isHeld).toBe(false);
    vi.restoreAllMocks();
  });

  test('is known also when it has only accepted at once: its page may be slow', () => {
    const scene = new Scene();
    for (let i = 0; i < 4; i++) {
      scene.unaccepted = 2;
      scene.wait(5, () => {
        scene.unaccepted = 1;
      });
    }
    expect(scene.watch.isHeld).toBe(true);
  });

  test.for([
    ['a slow page', 200, 0],
    ['a slow page that is just not accepted', 200, 1],
  ] as const)('is not taken for that by %s, and left alone for longer and longer', ([, pageMs, unaccepted]) => {
    const scene = new Scene();
    scene.unaccepted = unaccepted;
    for (let i = 0; i < 20; i++) scene.wait(pageMs);
    expect([scene.watch.isHeld, scene.drops]).toEqual([false, 20]);
  });

  test.for([
    ['101 ms', 101, 400],
    ['105 ms', 105, 400],
    ['111 ms', 111, 400],
    ['150 ms', 150, 400],
    ['200 ms', 200, 400],
    ['300 ms', 300, 400],
    ['2 s', 2_000, 60],
  ] as const)(
    'and always takes %s for a page keeps its idle connections nearly all the time',
    ([, pageMs, mostDrops]) => {
      const scene = new Scene();
      for (let at = 0; at < 1_200_000; at += pageMs) {
        scene.open();
        scene.idleCount = 5;
        vi.advanceTimersByTime(pageMs);
        scene.answer();
      }
      expect(scene.watch.isHeld).toBe(false);
      expect(scene.drops).toBeLessThan(mostDrops);
    },
  );

  test('is not known by chance: a page that is slow once begins the count again', () => {
    const scene = new Scene();
    for (let i = 0; i < 3; i++) scene.wait(5);
    scene.wait(200);
    for (let i = 0; i < 3; i++) scene.wait(5);
    expect(scene.watch.isHeld).toBe(false);
    scene.wait(5);
    expect(scene.watch.isHeld).toBe(true);
  });

  test('is not disturbed while it answers, or while nothing is idle', () => {
    const scene = new Scene();
    for (let i = 0; i < 100; i++) {
      scene.open();
      scene.idleCount = 3;
      vi.advanceTimersByTime(PATIENCE_MS - 1);
      scene.answer();
    }
    scene.open();
    scene.idleCount = 0;
    vi.advanceTimersByTime(60_000);
    expect(scene.drops).toBe(0);
  });

  test('needs no timer where none waits for its answer, or no connection is kept', () => {
    const scene = new Scene();
    scene.open();
    scene.answer();
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(vi.getTimerCount()).toBe(0);
    new Scene(0).open();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('once known, has an idle connection closed as soon as another is opened, or seen to wait', () => {
    const scene = new Scene();
    for (let i = 0; i < 4; i++) {
      scene.unaccepted = 1;
      scene.wait(5);
    }
    const { drops } = scene;
    scene.idleCount = 1;
    scene.open();
    expect(scene.drops).toBe(drops + 1);
    // One that was let lie, because the other was on its way to be accepted.
    scene.unaccepted = 0;
    expect(scene.watch.isInTheWay).toBe(false);
    scene.idleCount = 1;
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(scene.drops).toBe(drops + 1);
    scene.unaccepted = 1;
    expect(scene.watch.isInTheWay).toBe(true);
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(scene.drops).toBe(drops + 2);
    scene.answer();
    expect(scene.watch.isInTheWay).toBe(false);
  });
});
