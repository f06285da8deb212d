import { cause, likelyCause, type RowGroup } from './row.ts';

/** What OpenJ9 says (the Java of IBM Semeru, and of Liberty's images): its own messages begin with JVM. */
export const OPENJ9_ROWS: RowGroup = {
  runtime: 'OpenJ9',
  root: 'last',
  rows: [
    cause(
      'openj9-heap-too-big',
      /Failed to instantiate (?:compressed references metadata|heap)[;.] ?(?<size>\w+) requested/,
      [
        'Java cannot have the heap that its options ask for: {size}.',
        'Lower `-Xms` and `-Xmx` below the memory of the instance, or use `-XX:MaxRAMPercentage=75`.',
      ],
    ),
    cause('openj9-option', /\bJVMJ9VM007E Command-line option unrecognised: (?<option>\S+)/, [
      'Java does not know the option {option}.',
      'Correct it in `command` and `JAVA_TOOL_OPTIONS`; this is OpenJ9, whose options differ from those of other Javas.',
    ]),
    cause('openj9-agent', /\bJVMJ9TI001E Agent library (?<name>\S+) could not be opened/, [
      'Java is to load the agent library {name}, which is not there or cannot be loaded.',
      'Install it, or take `-agentlib` or `-agentpath` out of `command` and of `JAVA_TOOL_OPTIONS` under `env`.',
    ]),
    likelyCause('openj9-library', /\bJVMJ9VM011W Unable to load (?<library>\w+): (?<reason>.+)/, [
      'Java cannot load a part of itself, {library}: {reason}.',
      'Install what it names, or this Java anew; a Java that was copied without its links looks like this too.',
    ]),
    cause('openj9-threads', /Failed to create a thread: retVal -?\d+, errno (?<number>\d+)/, [
      'Java may not start more threads (errno {number}).',
      'Raise the limit of processes (`pids_limit`, `ulimit -u`), or give the instance more memory; find what keeps starting threads.',
    ]),
    cause(
      'openj9-crash',
      /^Type=(?<kind>Segmentation error|Bus error|Illegal instruction|Unhandled trap|GPF) vmState=/,
      [
        'The Java virtual machine itself crashed, in native code ({kind}).',
        'Look below for the `Module` and the method in which it was, and for an update of that library or of Java.',
      ],
    ),
    likelyCause(
      'openj9-memory',
      /\bVM is shutting down\. Reason: java\/lang\/OutOfMemoryError|\bdetail "java\/lang\/OutOfMemoryError"/,
      [
        'Java has run out of memory: of its heap, as a rule.',
        'Raise `-Xmx` below the memory of the instance, or find what keeps growing in the heap dump (.phd) that it writes.',
      ],
    ),
  ],
};
