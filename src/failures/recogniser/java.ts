import { cause, causeWith, likelyCause, outcry, type RowGroup } from './row.ts';

/** What the Java virtual machine says, and its uncaught exceptions. */
export const JAVA_ROWS: RowGroup = {
  runtime: 'Java',
  root: 'last',
  rows: [
    cause('tomcat-pid-stale', /Tomcat appears to still be running with PID (?<pid>\d+)\. Start aborted/, [
      'Tomcat found the pid file of an earlier run, and takes process {pid} for itself: after a kill or in a new container that number belongs to another program.',
      'Start it with `catalina.sh run`, which stays in front and looks at no pid file, and leave CATALINA_PID unset.',
    ]),
    cause(
      'java-option-removed',
      /Unrecognized (?:VM )?option:? '?(?<option>(?:MaxPermSize|UseConcMarkSweepGC|PermSize|UseParNewGC|AggressiveOpts)[^']*)'?/,
      [
        'This Java no longer knows the option {option}.',
        'Remove it from `command` and `JAVA_TOOL_OPTIONS`, or run the app with the Java it was written for.',
      ],
    ),
    cause('java-option-unknown', /Unrecognized (?:VM )?option:? '?(?<option>[^']+)'?/, [
      'Java does not know the option {option}.',
      'Correct it in `command` and `JAVA_TOOL_OPTIONS`; options differ between versions and makers.',
    ]),
    cause(
      'java-heap-too-big',
      /Could not reserve enough space for (?<size>\w+) object heap|Too small maximum heap|Initial heap size set to a larger value/,
      [
        'Java cannot have the heap that its options ask for.',
        'Lower `-Xms` and `-Xmx` below the memory of the instance, or use `-XX:MaxRAMPercentage=75`.',
      ],
    ),
    cause('java-heap-size', /Invalid (?<which>maximum|initial) heap size: (?<option>\S+)/, [
      'Java cannot have the {which} heap size that it is given: {option}.',
      'Write it as a number with `m` or `g` that fits into memory (a 32-bit Java has less than 4g), or use `-XX:MaxRAMPercentage=75`.',
    ]),
    cause(
      'java-direct-memory',
      /OutOfMemoryError: (?:Cannot reserve \d+ bytes of direct buffer memory|Direct buffer memory)/,
      [
        'Java has used up the memory for its buffers outside of the heap.',
        'Raise `-XX:MaxDirectMemorySize`, below the memory of the instance together with `-Xmx`, or find what keeps the buffers.',
      ],
    ),
    cause('java-heap-limit', /OutOfMemoryError: (?:Java heap space|GC overhead limit exceeded)/, [
      'The heap of Java is full.',
      'Raise `-Xmx` below the memory of the instance, or find what keeps growing with `-XX:+HeapDumpOnOutOfMemoryError`.',
    ]),
    cause(
      'java-metaspace-limit',
      /OutOfMemoryError: (?<area>Metaspace|Compressed class space|PermGen space|Direct buffer memory)/,
      [
        'Java has used up its {area}.',
        'Raise its limit (`-XX:MaxMetaspaceSize`, `-XX:MaxDirectMemorySize`), or find what keeps growing: class loaders after redeployment, or buffers.',
      ],
    ),
    cause('java-address-in-use', /java\.net\.BindException: Address already in use/, [
      'The app wants to listen on a port where something listens already.',
      'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
    ]),
    cause('java-keystore-format', /\bIOException: (?:Invalid keystore format|Unrecognized keystore format)/, [
      'A keystore or truststore that the app opens is none: another kind of file (PEM, a certificate), a kind its Java does not know, or one cut short.',
      'Look at it with `keytool -list -keystore FILE`; name its kind (`keystoreType`, PKCS12 or JKS), or make one with `openssl pkcs12 -export`. Behind berth the app needs none: the platform ends TLS.',
    ]),
    cause('java-keystore', /Could not load store from '(?<path>[^']+)'/, [
      'The app is to serve HTTPS with the keystore {path}, and cannot use it.',
      'Deploy the file and set its password, or let the app serve plain HTTP: berth speaks nothing else to it.',
    ]),
    cause('java-stack-overflow', /java\.lang\.StackOverflowError/, [
      'The stack of a thread is full: some code calls itself without end, or very deeply.',
      'Find the frames that repeat in the stack; raise `-Xss` only if the depth is meant.',
    ]),
    likelyCause('java-file-missing', /java\.io\.FileNotFoundException: (?<path>.+) \((?<reason>[^)]+)\)/, [
      'The app cannot use {path}: {reason}.',
      'Deploy the file with the app, or change its owner or mode; a relative path starts at the working directory.',
    ]),
    likelyCause(
      'java-nio-file-missing',
      /java\.nio\.file\.(?<kind>NoSuchFileException|AccessDeniedException): (?<path>\S+)/,
      [
        'The app cannot use {path} ({kind}).',
        'Deploy the file with the app, or change its owner or mode; a relative path starts at the working directory.',
      ],
    ),
    cause('java-heap-crash', /fatal error: OutOfMemory encountered: (?<area>.+)/, [
      'Java ran out of memory ({area}), and was told to crash then (`-XX:+CrashOnOutOfMemoryError`).',
      'Raise `-Xmx` below the memory of the instance, or find what keeps growing with `-XX:+HeapDumpOnOutOfMemoryError`. `-XX:+ExitOnOutOfMemoryError` ends without an hs_err file.',
    ]),
    likelyCause(
      'java-memory-refused',
      /There is insufficient memory for the Java Runtime Environment to continue|Native memory allocation \(\w+\) failed to/,
      [
        'The system refused Java the memory that it asked for.',
        'Lower `-Xms`, `-Xmx` and the number of threads below the memory of the instance, or give it more.',
      ],
    ),
    cause(
      'java-native-crash',
      /A fatal error has been detected by the Java Runtime Environment|^#\s+SIG(?:SEGV|BUS|ILL|FPE) \(0x[\da-f]+\) at pc=/,
      [
        'The Java virtual machine itself crashed, in native code.',
        'Read `Problematic frame` and the hs_err file it names; look for an update of that library or of Java.',
      ],
    ),
    causeWith('java-input-ended', /NoSuchElementException: No line found/, /\bjava\.util\.Scanner\.nextLine\(/, [
      'The app asks a Scanner for one more line, and its input is at its end: as a rule standard input.',
      'Take the question out of the start, or set `stdin: open` if it only waits there; berth gives a process an empty input.',
    ]),
    outcry(
      'java-uncaught-exception',
      /^Exception in thread "(?<thread>[^"]+)" (?<error>[\w.$]+)(?:: (?<message>.+))?/,
      [
        'The app ended with an exception that nothing in it handles: {error}: {message}.',
        'Follow the last `Caused by` to the first line of the app’s own code.',
      ],
    ),
  ],
};
