import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import { findJavaFramework } from './java-framework.ts';
import { listFlagNotes, toJarFinding, toJavaConfig } from './java-jar.ts';
import { findJavaProject } from './java-project.ts';

const MOST_ARCHIVES = 12;
/** Jars beside the one that is started, of it, or of the tools that build it. */
const NOT_STARTED =
  /-(sources|javadoc|tests?|plain|test-fixtures)\.(jar|war)$|(^|\/)(original-|gradle-wrapper|maven-wrapper|jetty-runner|webapp-runner)|\.original$/;
const NOT_LOOKED_INTO = /(^|\/)(libs?|dependency|classes|WEB-INF|quarkus-app|install|stage|wrapper|\.mvn)\//;

/** Built jars and wars, start scripts that the build made, and projects that are still to be built. */
export const findJava: Finder = (folder) => {
  const built = [...findQuarkusFolders(folder), ...findArchives(folder), ...findStartScripts(folder)];
  if (built.some(({ rank }) => rank > 50)) return built;
  return [...built, ...findJavaProject(folder)];
};

function findQuarkusFolders(folder: AppFolder): Finding[] {
  const places = ['', 'target/', 'build/'].map((at) => `${at}quarkus-app/quarkus-run.jar`);
  return ['quarkus-run.jar', ...places]
    .filter((file) => folder.hasFile(file))
    .map((file) => ({
      kind: 'Quarkus',
      evidence: file,
      config: toJavaConfig('Quarkus', file),
      rank: 80,
      notes: listFlagNotes(folder),
      missing: null,
    }));
}

/** The version that sorts last is the newest, and comes first. */
function findArchives(folder: AppFolder): Finding[] {
  const isArchive = (name: string) =>
    /\.[jw]ar$/.test(name) &&
    !NOT_STARTED.test(name) &&
    !NOT_LOOKED_INTO.test(name.replace(/(^|\/)build\/libs\//, '$1'));
  const findings = folder
    .find(isArchive, 3)
    .filter((name) => !/(^|\/)quarkus-run\.jar$/.test(name))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .slice(0, MOST_ARCHIVES)
    .map((file) => toJarFinding(folder, file))
    .filter((finding) => finding !== null);
  return findings.map((finding, index) => ({ ...finding, rank: finding.rank - index }));
}

/** `bin/x` beside `lib/`, from `sbt stage`, Gradle's `installDist` or an unpacked distribution. */
function findStartScripts(folder: AppFolder): Finding[] {
  const made = folder.list('build/install').map((name) => `build/install/${name}`);
  return ['target/universal/stage', ...made, '.'].flatMap((at) => {
    const libraries = folder.list(at === '.' ? 'lib' : `${at}/lib`).filter((name) => name.endsWith('.jar'));
    if (libraries.length === 0) return [];
    const bin = at === '.' ? 'bin' : `${at}/bin`;
    const script = folder
      .list(bin)
      .filter((name) => !name.endsWith('.bat'))
      .find((name) => /^#!.*sh\b[\s\S]*\bjava\b/i.test(folder.read(`${bin}/${name}`) ?? ''));
    return script === undefined ? [] : [toScriptFinding(folder, `${bin}/${script}`, libraries)];
  });
}

function toScriptFinding(folder: AppFolder, script: string, libraries: readonly string[]): Finding {
  const framework = findJavaFramework(libraries);
  const isPlay = framework?.kind === 'Play';
  const isTold = (framework?.options ?? framework?.args ?? framework?.env) !== undefined;
  return {
    kind: framework === null ? 'JVM program with a start script' : `${framework.kind} with a start script`,
    evidence: `${script}, ${libraries.length} jars in its lib/`,
    config: toJavaConfig(framework?.kind ?? null, script),
    rank: isTold ? 82 : 55,
    notes: [
      ...(isPlay
        ? ['Play wants its secret in production: APPLICATION_SECRET, if conf/application.conf reads it there']
        : []),
      ...(isTold ? [] : ['Its port was not seen: if it does not read $PORT, write the number it listens on as port']),
      ...listFlagNotes(folder),
    ],
    missing: null,
  };
}
