import { cause, likelyCause, outcry, type RowGroup } from './row.ts';

/** What Java says of jars and classes that it cannot use. */
export const JAVA_CLASS_ROWS: RowGroup = {
  runtime: 'Java, of classes',
  root: 'last',
  rows: [
    cause('java-class-missing', /Could not find or load main class (?<class>\S+)/, [
      'Java finds no class {class} to start with.',
      'Correct the name or the class path (`-cp`) in `command`; relative paths start at the working directory.',
    ]),
    cause('java-dependency-missing', /NoClassDefFoundError: (?!Could not initialize class )(?<class>[\w.$/]+)/, [
      'A class that the app needs is not on the class path: {class}.',
      'Deploy the library that holds it, and put it on the class path or into the jar.',
    ]),
    likelyCause('java-driver-missing', /ClassNotFoundException: (?<class>[\w.$/]+)/, [
      'The app loads the class {class} by its name, and that class is not on the class path.',
      'Deploy the library that holds it (often a database driver), and put it on the class path or into the jar.',
    ]),
    cause(
      'java-class-version',
      /UnsupportedClassVersionError: (?<class>\S+) .*class file version (?<built>[\d.]+)\).*up to (?<known>[\d.]+)/,
      [
        'The class {class} was compiled for a newer Java (class file version {built}) than the one that runs it (up to {known}).',
        'Run it with the newer Java (version = class file version − 44), or compile with `--release` for the older one.',
      ],
    ),
    cause('java-jar-missing', /Unable to access jarfile (?<path>.+)/, [
      'Java was told to run {path}, and cannot read such a file.',
      'Check the path in `command` (it starts at the working directory), and that the build’s jar was deployed.',
    ]),
    cause('java-jar-without-main', /no main manifest attribute, in (?<path>.+)/, [
      'The jar {path} does not say which class to start with.',
      'Deploy the executable jar (often the larger one), or use `java -cp {path} CLASS`.',
    ]),
    cause(
      'java-class-version-old',
      /(?:Unsupported major\.minor version|compiled by a more recent version of the Java Runtime \(class file version) (?<built>\d+)/,
      [
        'A class of the app was compiled for a newer Java (class file version {built}) than the one that runs it.',
        'Run it with the newer Java (version = class file version − 44), or compile with `--release` for the older one.',
      ],
    ),
    likelyCause('java-class-version-unsaid', /\bUnsupportedClassVersionError\b/, [
      'A class of the app was compiled for a newer Java than the one that runs it.',
      'Run it with the newer Java: `java -version` tells which one is there, `javap -v CLASS` which one a class wants (major version − 44). Or compile with `--release` for the older one.',
    ]),
    outcry('java-class-broken', /NoClassDefFoundError: Could not initialize class (?<class>[\w.$/]+)/, [
      'The class {class} failed when it was first used, and cannot be used since.',
      'Look for the first failure of it further up or behind `Caused by`; for a native library (JNA, netty, snappy) the temporary folder must allow programs: `-Djava.io.tmpdir`.',
    ]),
    cause('java-method-missing', /NoSuchMethodError: '?(?<method>[^'\n]{1,200}?)'?$/, [
      'A library of the app does not have the method that another was built against: {method}.',
      'Two versions do not fit each other: align them (`mvn dependency:tree`), and deploy no old jar beside the new one.',
    ]),
    cause('java-jar-corrupt', /Invalid or corrupt jarfile (?<path>.+)/, [
      'The file {path} is no jar, or is cut short.',
      'Build and deploy it anew; a pointer of Git LFS or a page of errors saved as a jar looks like this too.',
    ]),
    cause('java-agent-missing', /Error opening zip file or JAR manifest missing ?: (?<path>\S+)/, [
      'Java is to load the agent {path}, which is not there or is no jar.',
      'Deploy it, or take `-javaagent` out of `command` and of `JAVA_TOOL_OPTIONS` under `env`.',
    ]),
    cause('java-agent-library', /Could not find agent library (?<name>\S+)/, [
      'Java is to load the agent library {name}, which is not there.',
      'Install it, or take `-agentlib` or `-agentpath` out of `command` and of `JAVA_TOOL_OPTIONS` under `env`.',
    ]),
    cause(
      'java-library-missing',
      /UnsatisfiedLinkError: no (?<library>\S+) in (?:java\.library\.path|system library path)/,
      [
        'The app needs the native library {library}, and it is not where Java looks.',
        'Install the package that holds it, and name its folder in `-Djava.library.path`.',
      ],
    ),
    cause('java-module-closed', /does not "?(?:opens|exports)"? (?<package>[\w.]+)"? to/, [
      'A library of the app reaches into {package} of Java, which newer Javas do not allow.',
      'Update that library, run it with the Java it was written for, or allow it: `--add-opens` as its documentation says.',
    ]),
    cause('java-program-missing', /Cannot run program "(?<program>[^"]+)".{0,200}?error[=:] ?2\b/, [
      'The app is to start {program}, and there is no such program.',
      'Install it, put its folder on `PATH` under `env`, or give its full path in the settings of the app.',
    ]),
  ],
};
