import type { AppFolder } from '../app-folder.ts';
import { type Archive, readArchive } from '../archive.ts';
import { toCommand } from '../command.ts';
import type { Finding, FoundConfig } from '../finding.ts';
import { toFixedPort } from '../port-literal.ts';
import { findJavaFramework, getJavaFramework, type JavaFramework } from './java-framework.ts';
import { type JavaSettings, readJavaSettings } from './java-settings.ts';
import { findSourcePort, toPortConfig } from './source-port.ts';

/** A jar or war, as far as its start is concerned. */
interface JavaArchive {
  readonly file: string;
  readonly archive: Archive;
  readonly manifest: ReadonlyMap<string, string>;
  /** Names of its files, and of the libraries that its manifest names. */
  readonly names: readonly string[];
}

const JETTY_RUNNER = { javax: '9.4.57.v20241219', jakarta: '11.0.24' };

/** The way to start one jar or war; null for a library, or what is no archive. */
export function toJarFinding(folder: AppFolder, file: string): Finding | null {
  const archive = readArchive(folder, file);
  if (archive === null) return null;
  const manifest = parseManifest(archive.read('META-INF/MANIFEST.MF') ?? '');
  const names = [...archive.names, ...(manifest.get('Class-Path') ?? '').split(' ')];
  const jar: JavaArchive = { file, archive, manifest, names };
  const isWar = archive.names.some((name) => name.startsWith('WEB-INF/'));
  if (!manifest.has('Main-Class')) return isWar ? toWarFinding(folder, jar) : null;
  if (isWar && names.some((name) => /(^|\/)winstone/.test(name))) return toWinstoneFinding(jar);
  const framework = findJavaFramework(names);
  if (framework?.kind === 'Spring Boot') return toSpringBootFinding(folder, jar, framework);
  return toMainClassFinding(folder, jar, framework);
}

function toSpringBootFinding(folder: AppFolder, jar: JavaArchive, framework: JavaFramework): Finding {
  const { manifest, names, file } = jar;
  const settings = readSpringSettings(folder, jar);
  const version = manifest.get('Spring-Boot-Version') ?? null;
  const isWeb = names.some((name) =>
    /(^|\/)(tomcat-embed-core|jetty-server|undertow-core|reactor-netty-http)-/.test(name),
  );
  const isSecure = [...settings.keys()].some((key) => /^server\.ssl\.(key-store|certificate|bundle)$/.test(key));
  const options = [...(framework.options ?? []), ...(isSecure ? ['-Dserver.ssl.enabled=false'] : [])];
  const ready = findHealthPath(settings, names);
  const seen = ['Start-Class', 'Main-Class'].map((key) => manifest.get(key)).find((value) => value !== undefined);
  return {
    kind: version === null ? 'Spring Boot' : `Spring Boot ${version}`,
    evidence: `${file} (${seen})`,
    config: {
      command: toCommand(['java', ...options, '-jar', file]),
      port: 'auto',
      ...(ready === null ? {} : { ready: { http: ready } }),
    },
    rank: isWeb ? 80 : 45,
    notes: [
      ...(isWeb ? [] : ['No web server is among its libraries: it may be a job that listens nowhere']),
      ...(isSecure ? ['Its own TLS is switched off: the platform has it'] : []),
      ...listProfileNotes(jar, settings),
      ...listFlagNotes(folder),
    ],
    missing: null,
  };
}

function readSpringSettings(folder: AppFolder, { archive }: JavaArchive): JavaSettings {
  const inside = ['application.yml', 'application.yaml', 'application.properties'].flatMap((name) => [
    ...['BOOT-INF/classes/', 'WEB-INF/classes/', ''].map((at) => [name, archive.read(`${at}${name}`)] as const),
  ]);
  const beside = ['application.yml', 'application.yaml', 'application.properties'].flatMap((name) => [
    ...['', 'config/'].map((at) => [name, folder.read(`${at}${name}`)] as const),
  ]);
  return readJavaSettings([...inside, ...beside]);
}

/** Null without the actuator, or where its answers come from another port. */
function findHealthPath(settings: JavaSettings, names: readonly string[]): string | null {
  if (!names.some((name) => /(^|\/)spring-boot-actuator-\d/.test(name))) return null;
  if (settings.has('management.server.port') || settings.get('management.endpoint.health.enabled') === 'false')
    return null;
  const context = settings.get('server.servlet.context-path') ?? settings.get('spring.webflux.base-path') ?? '';
  const base = settings.get('management.endpoints.web.base-path') ?? '/actuator';
  const health = settings.get('management.endpoints.web.path-mapping.health') ?? 'health';
  const path = `${context}/${base}/${health}`.replace(/\/{2,}/g, '/');
  return path.includes('${') ? null : path;
}

function listProfileNotes({ names }: JavaArchive, settings: JavaSettings): string[] {
  if (settings.has('spring.profiles.active')) return [];
  const profiles = names
    .map((name) => /\/classes\/application-(prod|production)\.(?:properties|ya?ml)$/.exec(name)?.[1])
    .filter((profile) => profile !== undefined);
  return profiles
    .slice(0, 1)
    .map((profile) => `Its profile ${profile} is off: \`SPRING_PROFILES_ACTIVE: ${profile}\` under env`);
}

/** JVM flags that stand where `java -jar` does not look for them. */
export function listFlagNotes(folder: AppFolder): string[] {
  const own = folder.read('.mvn/jvm.config')?.trim().split(/\s+/).join(' ') ?? '';
  const notes =
    own === '' ? [] : [`The flags in .mvn/jvm.config (${own}) are Maven's: those the app needs go before -jar`];
  const names = ['Dockerfile', 'start.sh', 'run.sh', 'entrypoint.sh', 'bin/setenv.sh', 'setenv.sh', '.env'];
  const by = names.find((name) => folder.read(name)?.includes('JAVA_OPTS'));
  if (by === undefined) return notes;
  return [
    ...notes,
    `java does not read JAVA_OPTS, which ${by} names: its flags go before -jar, or into JAVA_TOOL_OPTIONS`,
  ];
}

function toMainClassFinding(folder: AppFolder, jar: JavaArchive, framework: JavaFramework | null): Finding {
  const { file, manifest, names } = jar;
  const written = framework?.options === undefined ? findSourcePort(folder, ['java', 'kt', 'scala', 'clj']) : null;
  const isEngine =
    manifest.get('Main-Class')?.endsWith('.EngineMain') ||
    names.some((name) => /^application\.(conf|ya?ml)$/.test(name));
  // Arguments are read by Ktor's own main alone, not where the code starts the engine.
  const told = framework?.options !== undefined || (framework?.args !== undefined && (isEngine || written === null));
  const source = told ? null : written;
  const dropwizard = framework?.kind === 'Dropwizard' ? findDropwizard(folder) : null;
  const listens =
    dropwizard === null ? toPortConfig(told ? 'told' : source) : toFixedPort(dropwizard.port, dropwizard.file);
  const words = [
    'java',
    ...(framework?.options ?? []),
    '-jar',
    file,
    ...(dropwizard?.args ?? (told ? framework?.args : null) ?? []),
  ];
  return {
    kind: framework === null ? 'Java program' : `${framework.kind} jar`,
    evidence: `${file} (${manifest.get('Main-Class')})`,
    config: { command: toCommand(words), ...listens.config },
    rank: told || dropwizard !== null ? 80 : framework === null && source === null ? 40 : 60,
    notes: [
      ...listens.notes,
      ...(framework?.kind === 'Ktor' && told && !isEngine
        ? ['A Ktor app with its port in the code does not read -port: write that number as port']
        : []),
      ...listFlagNotes(folder),
    ],
    missing: null,
  };
}

/** Its config file, and the port in it: Dropwizard's default is 8080. */
function findDropwizard(folder: AppFolder): { args: string[]; file: string; port: number } | null {
  const names = folder.find((name) => /\.ya?ml$/.test(name) && !/(^|\/)(berth|docker-compose|openapi)/.test(name), 1);
  const file = names.find((name) => /^(server|applicationConnectors|logging|database):/m.test(folder.read(name) ?? ''));
  if (file === undefined) return null;
  const text = folder.read(file) ?? '';
  const [, port] = /(?:applicationConnectors|connector):[\s\S]*?\bport:\s*(\d+)/.exec(text) ?? [];
  return { args: ['server', file], file, port: port === undefined ? 8080 : Number(port) };
}

/** A war that brings no server: one that serves it in front is put beside it. */
function toWarFinding(folder: AppFolder, { file, archive, names }: JavaArchive): Finding {
  const isJakarta =
    names.some((name) => /WEB-INF\/lib\/(spring-web-[67]|jakarta\.servlet)/.test(name)) ||
    (archive.read('WEB-INF/web.xml')?.includes('jakarta.ee') ?? false);
  return {
    kind: `war for a servlet container (${isJakarta ? 'jakarta' : 'javax'}.servlet)`,
    evidence: file,
    ...toServedWar(folder, file, isJakarta),
    rank: 70,
  };
}

/** How a war is served that brings no server. */
export function toServedWar(
  folder: AppFolder,
  file: string,
  isJakarta: boolean,
): Pick<Finding, 'config' | 'notes' | 'missing'> {
  const version = isJakarta ? JETTY_RUNNER.jakarta : JETTY_RUNNER.javax;
  const present = folder.list().find((name) => /^jetty-runner.*\.jar$/.test(name));
  const runner = present ?? `jetty-runner-${version}.jar`;
  return {
    config: {
      command: toCommand(['java', '-jar', runner, '--host', '127.0.0.1', '--port', `\${port}`, file]),
      port: 'auto',
    },
    notes: [
      'It brings no server of its own: here it is Jetty; a Tomcat with the file in its webapps/ serves it as well',
    ],
    missing:
      present === undefined
        ? `mvn -q dependency:copy -Dartifact=org.eclipse.jetty:jetty-runner:${version} -DoutputDirectory=.`
        : null,
  };
}

function toWinstoneFinding({ file }: JavaArchive): Finding {
  return {
    kind: 'executable war (Winstone)',
    evidence: file,
    config: {
      command: toCommand(['java', '-jar', file, '--httpListenAddress=127.0.0.1', `--httpPort=\${port}`]),
      port: 'auto',
    },
    rank: 80,
    notes: [],
    missing: null,
  };
}

/** How a jar or a start script of this framework is started, whose contents are not looked at; null: a framework unknown. */
export function toJavaConfig(kind: string | null, file: string): FoundConfig {
  const { options = [], args = [], env } = kind === null ? {} : getJavaFramework(kind);
  if (/\.[jw]ar$/.test(file)) return { command: toCommand(['java', ...options, '-jar', file, ...args]), port: 'auto' };
  const words = [file.includes('/') ? file : `./${file}`, ...(env === undefined ? [...options, ...args] : args)];
  return { command: toCommand(words), port: 'auto', ...(env === undefined ? {} : { env }) };
}

/** Its main section; a line that begins with a blank goes on with the one before it. */
function parseManifest(text: string): Map<string, string> {
  const [main = ''] = text.replace(/\r\n?/g, '\n').replaceAll('\n ', '').split('\n\n');
  return new Map(
    main.split('\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
    }),
  );
}
