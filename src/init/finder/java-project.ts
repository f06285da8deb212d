import { XMLParser } from 'fast-xml-parser';
import type { AppFolder } from '../app-folder.ts';
import type { Finding } from '../finding.ts';
import { toJavaConfig, toServedWar } from './java-jar.ts';
import { findSourcePort, toPortConfig } from './source-port.ts';

interface Plan {
  readonly kind: string;
  readonly evidence: string;
  readonly file: string;
  readonly build: string;
  readonly isJakarta?: boolean;
}

/** A project whose jar is still to be built: the command that does so, and the name it will have. */
export function findJavaProject(folder: AppFolder): Finding[] {
  const plan = planMaven(folder) ?? planGradle(folder) ?? planLeiningen(folder) ?? planSbt(folder);
  if (plan === null) return [];
  const framework = /Spring Boot|Quarkus|Micronaut|Helidon|Ktor|Play/.exec(plan.kind)?.[0] ?? null;
  const served =
    framework === null && plan.file.endsWith('.war') ? toServedWar(folder, plan.file, plan.isJakarta ?? false) : null;
  // What is known of no framework says in its source where it listens.
  const told = framework === null && served === null ? findSourcePort(folder, JVM_SOURCES) : null;
  const port = told === null || told.kind === 'flag' ? null : toPortConfig(told);
  return [
    {
      kind: plan.kind,
      evidence: plan.evidence,
      config: { ...(served?.config ?? toJavaConfig(framework, plan.file)), ...port?.config },
      rank: framework === null ? 60 : 75,
      notes: ['It is not built yet: once it is, `init` sees more of it', ...(port?.notes ?? [])],
      missing: [plan.build, served?.missing ?? null].filter((step) => step !== null).join(' && '),
    },
  ];
}

const JVM_SOURCES = ['java', 'kt', 'scala', 'clj', 'groovy'];

const KINDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/io\.quarkus/, 'Quarkus'],
  [/org\.springframework\.boot/, 'Spring Boot'],
  [/io\.micronaut/, 'Micronaut'],
  [/io\.helidon/, 'Helidon'],
  [/io\.ktor/, 'Ktor'],
];

function nameKind(text: string, tool: string): string {
  const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1];
  return kind === undefined ? `${tool} project` : `${kind} (${tool})`;
}

interface Pom {
  readonly artifactId?: unknown;
  readonly version?: unknown;
  readonly packaging?: unknown;
  readonly parent?: { readonly version?: unknown };
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly build?: { readonly finalName?: unknown };
  readonly modules?: { readonly module?: unknown };
}

function planMaven(folder: AppFolder): Plan | null {
  const root = readPom(folder, 'pom.xml');
  if (root === null) return null;
  const build = folder.hasFile('mvnw')
    ? `${toProgram(folder, 'mvnw')} -q package -DskipTests`
    : 'mvn -q package -DskipTests';
  const modules = [root.modules?.module ?? []].flat().map(String);
  const module = modules.find((name) =>
    /(spring-boot|quarkus)-maven-plugin/.test(folder.read(`${name}/pom.xml`) ?? ''),
  );
  const at = module === undefined ? '' : `${module}/`;
  const text = `${folder.read('pom.xml')}${module === undefined ? '' : folder.read(`${at}pom.xml`)}`;
  const pom = module === undefined ? root : (readPom(folder, `${at}pom.xml`) ?? root);
  const kind = nameKind(text, 'Maven');
  const isLayered = kind.startsWith('Quarkus') && !/package[.-]type|jar\.type/.test(text);
  const file = isLayered ? 'target/quarkus-app/quarkus-run.jar' : `target/${nameArtifact(pom, root)}`;
  return { kind, evidence: `${at}pom.xml`, file: `${at}${file}`, build, isJakarta: text.includes('jakarta.servlet') };
}

function readPom(folder: AppFolder, name: string): Pom | null {
  const text = folder.read(name);
  if (text === null) return null;
  try {
    const parsed = new XMLParser({ parseTagValue: false }).parse(text) as { project?: unknown };
    return typeof parsed.project === 'object' ? (parsed.project as Pom) : null;
  } catch {
    return null;
  }
}

function nameArtifact(pom: Pom, root: Pom): string {
  const version = pom.version ?? pom.parent?.version ?? root.version ?? '1.0-SNAPSHOT';
  const properties: Readonly<Record<string, unknown>> = {
    ...root.properties,
    ...pom.properties,
    'project.artifactId': pom.artifactId,
    'project.version': version,
  };
  const resolve = (text: string) => text.replace(/\$\{([^}]+)\}/g, (_, name: string) => String(properties[name] ?? ''));
  const name = pom.build?.finalName === undefined ? `${pom.artifactId}-${version}` : String(pom.build.finalName);
  return `${resolve(resolve(name))}.${pom.packaging === 'war' ? 'war' : 'jar'}`;
}

/** Gradle's files are programs: only their plain lines are understood. */
function planGradle(folder: AppFolder): Plan | null {
  const files = ['build.gradle', 'build.gradle.kts', 'app/build.gradle', 'app/build.gradle.kts'];
  const present = files.filter((name) => folder.hasFile(name));
  const script = present.at(-1);
  if (script === undefined) return null;
  const text = present.map((name) => folder.read(name)).join('\n');
  const settings = folder.read('settings.gradle') ?? folder.read('settings.gradle.kts') ?? '';
  const at = script.startsWith('app/') ? 'app/' : '';
  const name = at === '' ? (/rootProject\.name\s*=\s*["']([^"']+)/.exec(settings)?.[1] ?? folder.name) : 'app';
  const version = /^\s*version\s*=?\s*["']([^"']+)["']/m.exec(text)?.[1];
  const kind = nameKind(text, 'Gradle');
  const gradle = folder.hasFile('gradlew') ? toProgram(folder, 'gradlew') : 'gradle';
  const jar = `${[name, version].filter((part) => part !== undefined).join('-')}${/shadow/.test(text) ? '-all' : ''}.jar`;
  const plan = { kind, evidence: script };
  if (kind.startsWith('Quarkus'))
    return { ...plan, file: `${at}build/quarkus-app/quarkus-run.jar`, build: `${gradle} build -x test` };
  if (kind.startsWith('Spring')) return { ...plan, file: `${at}build/libs/${jar}`, build: `${gradle} bootJar` };
  if (/shadow/.test(text)) return { ...plan, file: `${at}build/libs/${jar}`, build: `${gradle} shadowJar` };
  if (!/\bapplication\b/.test(text))
    return { ...plan, file: `${at}build/libs/${jar}`, build: `${gradle} build -x test` };
  return { ...plan, file: `${at}build/install/${name}/bin/${name}`, build: `${gradle} installDist` };
}

function planLeiningen(folder: AppFolder): Plan | null {
  const [, name, version] = /\(defproject\s+([\w./-]+)\s+"([^"]+)"/.exec(folder.read('project.clj') ?? '') ?? [];
  if (name === undefined) return null;
  const jar = /:uberjar-name\s+"([^"]+)"/.exec(folder.read('project.clj') ?? '')?.[1];
  const file = jar ?? `${name.split('/').at(-1)}-${version}-standalone.jar`;
  const target = /:target-path\s+"target\/%s/.test(folder.read('project.clj') ?? '') ? 'target/uberjar' : 'target';
  return { kind: 'Clojure (Leiningen)', evidence: 'project.clj', file: `${target}/${file}`, build: 'lein uberjar' };
}

function planSbt(folder: AppFolder): Plan | null {
  const text = folder.read('build.sbt');
  if (text === null) return null;
  const name = /\bname\s*:=\s*"{1,3}([^"]+)"/.exec(text)?.[1] ?? folder.name;
  const script = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const isPlay = /PlayScala|PlayJava/.test(text);
  return {
    kind: isPlay ? 'Play (sbt)' : 'Scala (sbt)',
    evidence: 'build.sbt',
    file: `target/universal/stage/bin/${script}`,
    build: 'sbt stage',
  };
}

function toProgram(folder: AppFolder, name: string): string {
  return folder.isExecutable(name) ? `./${name}` : `sh ${name}`;
}
