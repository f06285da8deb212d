import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('limits of the system', () => {
  rowTests([
    ["Error: ENOSPC: System limit for number of file watchers reached, watch '/srv'", 'inotify-limit'],
    ['Error: watch /srv/app/node_modules/mime ENOSPC', 'inotify-limit'],
    ["Error: EMFILE: too many open files, watch '/srv'", 'inotify-limit'],
    ['The configured user limit (128) on the number of inotify instances has been reached', 'inotify-limit'],
    ['OSError: [Errno 28] inotify watch limit reached', 'inotify-limit'],
    ['OSError: [Errno 24] inotify instance limit reached', 'inotify-limit'],
    ['failed to create fsnotify watcher: too many open files', 'inotify-limit'],
    ['inotify_add_watch: no space left on device', 'inotify-limit'],
    ['OS file watch limit reached. about ["/srv"]', 'inotify-limit'],
    ['runtime/cgo: pthread_create failed: Operation not permitted', 'seccomp-thread'],
    ['runtime: failed to create new OS thread (have 2 already; errno=1)', 'seccomp-thread'],
    ["OS can't spawn worker thread: Operation not permitted (os error 1)", 'seccomp-thread'],
    [
      "node[1]: ../src/node_platform.cc:61: Assertion `(0) == (uv_thread_create(t.get(), start_thread, this))' failed.",
      'seccomp-thread',
    ],
    ['s6-svscan: warning: unable to iopause: Operation not permitted', 'seccomp-call'],
    ["RuntimeError: can't start new thread", 'thread-limit'],
    [
      'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
      'thread-limit',
    ],
    [
      'OpenBLAS blas_thread_init: pthread_create failed for thread 1 of 4: Resource temporarily unavailable',
      'thread-limit',
    ],
    ['runtime: failed to create new OS thread (have 12 already; errno=11)', 'thread-limit'],
    ["can't create Thread: Resource temporarily unavailable (ThreadError)", 'thread-limit'],
    ['fork/exec /bin/sh: resource temporarily unavailable', 'thread-limit'],
    ['Error: spawn /usr/bin/node EAGAIN', 'thread-limit'],
    ['sh: 1: Cannot fork', 'thread-limit'],
    [
      'failed to spawn thread: Os { code: 11, kind: WouldBlock, message: "Resource temporarily unavailable" }',
      'thread-limit',
    ],
    ['Error initializing core: Failed to lock memory: cannot allocate memory', 'memory-lock'],
    ['runtime: mlock of signal stack failed: 12', 'memory-lock'],
    ['Unable to lock JVM Memory: error=12, reason=Cannot allocate memory', 'memory-lock'],
    ['max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]', 'kernel-map-count'],
    ['write /data/x: no space left on device', 'system-disk-full'],
    ['Error: No space left on device (os error 28)', 'system-disk-full'],
    ['open failed (Errcode: 28 "No space left on device")', 'system-disk-full'],
    ['sqlite3.OperationalError: database or disk is full', 'system-disk-full'],
    ['System.IO.IOException: There is not enough space on the disk.', 'system-disk-full'],
    ['kind: StorageFull, message: "No space left on device"', 'system-disk-full'],
    ['{error,enospc}', 'system-disk-full'],
    ['Disk quota exceeded', 'system-disk-full'],
    ['accept4: too many open files', 'system-too-many-files'],
    ['{error,emfile}', 'system-too-many-files'],
    ['memory allocation of 1073741824 bytes failed', 'system-no-memory'],
    ['eheap_alloc: Cannot allocate 1342177280 bytes of memory (of type "heap").', 'system-no-memory'],
    [
      'Unable to allocate shared memory segment of 67108864 bytes: mmap: Cannot allocate memory (12)',
      'system-no-memory',
    ],
  ]);
});

describe('healthy lines about limits', () => {
  rowTests([
    ['inotify watches: 8192', null],
    ['started 4 worker threads', null],
    ['heap limit 512 MB', null],
    ['fork of the upstream project', null],
    ['mlock enabled', null],
    ['disk usage: 40 % full', null],
  ]);
});
