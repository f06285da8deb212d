import { cause, likelyCause, type RowGroup } from './row.ts';

const BUILD =
  'Build the app where its image is built, and start what comes out (`java -jar APP.jar`): then nothing is compiled at the start.';

/** What Maven, Gradle and javac say of an app that they are to build at its start. */
export const JAVA_BUILD_ROWS: RowGroup = {
  runtime: 'Java’s build tools',
  root: 'first',
  rows: [
    cause(
      'java-compile-error',
      /^(?:\[ERROR\] )?(?<place>\S+\.(?:java|groovy):(?:\[\d+,\d+\]|\d+: error:)|e: \S+\.kts?:(?:\d+:\d+|[ (]+\d+, \d+\)):?) (?<message>\S.+)/,
      ['The app does not compile, at {place} {message}.', `Correct that line. ${BUILD}`],
    ),
    cause(
      'java-target-release',
      /\berror: (?:invalid (?:target|source) release: (?<release>[\d.]+)|release version (?<version>[\d.]+) not supported)/,
      [
        'The app is to be compiled for a newer Java than the JDK that does it.',
        `Use that JDK (\`JAVA_HOME\` under \`env\`, the image), or lower \`maven.compiler.release\`. ${BUILD}`,
      ],
    ),
    cause(
      'java-source-old',
      /\bSource option (?<version>[\d.]+) is no longer supported\. Use (?<least>[\d.]+) or (?:later|higher)/,
      [
        'The build says Java {version}, which this JDK compiles no more.',
        `Set \`maven.compiler.source\` and \`target\` (or \`release\`) to {least} or newer, or use an older JDK. ${BUILD}`,
      ],
    ),
    cause('java-tool-old', /\bUnsupported class file major version (?<version>\d+)/, [
      'Gradle, or a library that reads classes, is older than the Java here (class file version {version}).',
      'Update Gradle (its wrapper) or that library (ASM, Byte Buddy, Groovy, Spring), or run it with an older Java: version = class file version − 44.',
    ]),
    likelyCause(
      'java-artifact-missing',
      /^\s*> Could not (?:find|resolve) (?<artifact>[\w.-]+:[\w.-]+:[\w.-]+?)\.?$|\bCould not find artifact (?<other>[\w.-]+(?::[\w.-]+){2,4})|\b[\w.-]{1,100}(?::[\w.-]{1,60}){2,4} was not found in \S{1,200} during a previous attempt/,
      [
        'A library of the app could not be had.',
        `Correct its name and version, and check the repositories of the build and what the instance reaches. ${BUILD}`,
      ],
    ),
  ],
};
