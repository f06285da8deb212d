import { cause, likelyCause, type RowGroup } from './row.ts';

const MORE_THREADS =
  'Find what starts so many (pools sized by the processors of the host), or raise the limit: `ulimit -u`, `--pids-limit` of a container; platforms often allow 1,024.';

/** What programs in any language say when the system gives them no more watches or threads, or refuses a call. */
export const LIMIT_ROWS: RowGroup = {
  runtime: 'limits and the sandbox of the system',
  root: 'last',
  rows: [
    likelyCause(
      'inotify-limit',
      /limit for number of file watchers reached|limit \(\d+\) on the number of inotify|inotify (?:watch|instance)e?s? limit reached|limit on (?:the (?:total )?number of )?inotify (?:watches|instances)|OS file watch limit reached|too many open files, watch '|\bwatch '?\S{1,300} ENOSPC\b|\b(?:inotify_\w+|fsnotify watcher|inotify|file watcher)\b.*(?:too many open files|no space left on device)/i,
      [
        'The kernel lets this user watch no more files (inotify); the disk is not full.',
        'Switch the watching off, which a server in production has no need of: start it without watch or reload; .NET: `DOTNET_hostBuilder__reloadConfigOnChange: "false"` under `env`. Otherwise raise `fs.inotify.max_user_watches` and `max_user_instances` on the host.',
      ],
    ),
    cause(
      'seccomp-thread',
      /pthread_create\b.*(?:Operation not permitted|\bEPERM\b)|can't spawn worker thread: Operation not permitted|failed to spawn thread: Os \{ code: 1,|failed to create new OS thread .*errno=1\)|uv_thread_create\(|thread constructor failed: Operation not permitted|can't create Thread: Operation not permitted|Can't initialize Background Jobs\. Error message: Operation not permitted/,
      [
        'The sandbox around this instance refuses the system call that starts a thread (clone3): its Docker or libseccomp is older than the app’s C library.',
        'Update Docker and libseccomp on the host, or build the app on an older base image; for a trial `--security-opt seccomp=unconfined`.',
      ],
    ),
    likelyCause(
      'seccomp-call',
      /\bBad system call\b|\b(?:signal|by|with|got):? SIGSYS\b|sys\/\w+\/time\.rs|clock_gettime.*Operation not permitted|cannot read realtime clock: Operation not permitted|\biopause: Operation not permitted/,
      [
        'The sandbox around this instance (seccomp) refuses a system call that the program needs.',
        'Update Docker and libseccomp on the host, or build the app on an older base image; else leave out what makes that call.',
      ],
    ),
    likelyCause(
      'call-not-permitted',
      /\bOs \{ code: 1, kind: PermissionDenied\b|^\s*what\(\): +Operation not permitted$|PermissionError: \[Errno 1\] Operation not permitted$/,
      [
        'The system refuses a call of the app, and the mode of a file is not the reason: the call is one for root (a change of owner or user), or the sandbox around this instance refuses it (a thread, a clock).',
        'Look at what it was about to do. For a thread, update Docker and libseccomp on the host or use an older base image; else run it as the `user` that may, or leave that step out.',
      ],
    ),
    cause(
      'coreclr-refused',
      /Failed to create CoreCLR, HRESULT: 0x8007000[8E]|GC heap initialization failed with error 0x8007000E/,
      [
        '.NET cannot begin: it gets no memory for its heap, no more threads, or the sandbox around this instance refuses a call.',
        'Give the instance more memory, or a lower `DOTNET_GCHeapHardLimit` under `env` (in hexadecimal); else update Docker and libseccomp on the host.',
      ],
    ),
    likelyCause('argument-list-too-long', /\bargument list too long\b|\bE2BIG\b/i, [
      'No program can be started any more: its arguments and its environment together are longer than the kernel takes, or one of them is.',
      'Find the variable that is so long (one holds 128 KiB at most): a file that was read into it, or a secret. Hand over the path of a file instead.',
    ]),
    likelyCause('kernel-call-missing', /\bFunction not implemented\b|\bENOSYS\b/, [
      'The kernel, or the sandbox around this instance, does not know a system call that the program needs.',
      'Run it on a newer kernel, or use a build of the program from the time of this one.',
    ]),
    likelyCause(
      'thread-limit',
      /can't start new thread|unable to create (?:new )?native thread|can't create Thread: Resource|(?:pthread_create|thread creation)\b.{0,80}(?:resource temporarily unavailable|EAGAIN|failed)|failed to spawn thread: Os \{ code: 11,|failed to create new OS thread|\bspawn \S* ?EAGAIN|(?:\bfork\b|fork\/exec \S+).{0,40}resource temporarily unavailable|Unable to fork new process|: Cannot fork$|\b(?:exec|system|shell_exec|passthru|popen)\(.{0,200}\): Unable to fork \[/i,
      ['No more processes or threads may be started.', MORE_THREADS],
    ),
    likelyCause('java-thread-refused', /Cannot create (?:\w+ ){0,2}thread\. Out of system resources/, [
      'Java may not start its threads: no more are allowed, or the sandbox around this instance refuses the system call (then `EPERM` stands above).',
      'After EPERM update Docker and libseccomp on the host, or use an older base image. Else raise the limit: `ulimit -u`, `--pids-limit` of a container.',
    ]),
    cause(
      'memory-lock',
      /(?:\bmlock(?:all)?\b|lock(?:ing)? (?:JVM )?memory|memory locking|\bIPC_LOCK\b).*(?:cannot allocate memory|not permitted|error[ =]12\b|ENOMEM|not (?:supported|allowed))|mlock of signal stack failed|mlock syscall is not available|\benable mlock on your system|\bdisable_mlock\b/i,
      [
        'The app wants to keep its memory out of swap (mlock), and may not; there is no want of memory.',
        'Switch that off in the app (`disable_mlock` of Vault, `bootstrap.memory_lock` of Elasticsearch), or allow it: `ulimit -l unlimited`, the capability IPC_LOCK.',
      ],
    ),
    cause('kernel-map-count', /vm\.max_map_count\W+\d+\W+ (?:is )?(?:too low|likely too low)/, [
      'The kernel lets a process have too few memory areas for this app (`vm.max_map_count`).',
      'Raise it on the host: `sysctl -w vm.max_map_count=262144`. Where that cannot be, Elasticsearch starts with `discovery.type=single-node`, or with `node.store.allow_mmap=false`.',
    ]),
  ],
};

/** What programs in any language say when disk, files or memory are used up. */
export const SHORTAGE_ROWS: RowGroup = {
  runtime: 'disk, files and memory',
  isWide: true,
  isShortage: true,
  root: 'last',
  rows: [
    likelyCause(
      'system-disk-full',
      /\bno space left on device\b|\b(?<!(?:code|errno): ')ENOSPC\b|\bdisk quota exceeded\b|\bEDQUOT\b|\(os error (?:28|122)\)|\bErrcode: (?:28|122)\b|\berrno:? 28\b|kind: (?:StorageFull|QuotaExceeded|FilesystemQuotaExceeded)|[:{,\s]enospc\b|database or disk is full|not enough space on the disk|insufficient (?:free|disk) space\b|could not write to file system; disk is full/i,
      [
        'There is no space left where the app writes.',
        'Free or enlarge the disk, or let the app write to another folder.',
      ],
    ),
    likelyCause(
      'system-too-many-files',
      /\btoo many open files\b|\b(?<!(?:code|errno): ')E[MN]FILE\b|[:{,\s]emfile\b|ulimit -n is too low/i,
      [
        'The app has reached its limit of open files.',
        'Raise the limit (`ulimit -n`) where berth is started, or find what the app opens and never closes.',
      ],
    ),
    likelyCause(
      'system-no-memory',
      /\bcannot allocate memory\b|\bENOMEM\b|\bout of memory(?= ?(?:$|[^\w\s-]))|memory allocation of \d+ bytes failed|Cannot allocate \d+ bytes of memory|\bmmap failed\b|JavaScript heap out of memory|process out of memory$/i,
      ['The app could not get the memory it asked for.', 'Give the instance more memory, or find what keeps growing.'],
    ),
  ],
};
