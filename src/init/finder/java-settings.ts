import { parseAllDocuments } from 'yaml';

/** What a Spring Boot app says of itself in application.properties or application.yml, by flat keys in kebab-case. */
export type JavaSettings = ReadonlyMap<string, string>;

/** The text files of settings by name, the strongest last. */
export function readJavaSettings(files: ReadonlyArray<readonly [name: string, text: string | null]>): JavaSettings {
  const settings = new Map<string, string>();
  for (const [name, text] of files) {
    if (text === null) continue;
    if (name.endsWith('.properties')) addProperties(text, settings);
    else addYaml(text, settings);
  }
  return settings;
}

function addProperties(text: string, settings: Map<string, string>): void {
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^\s*([^#!=:\s]+)\s*[=:\s]\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) settings.set(toKebab(key), value.trim());
  }
}

function addYaml(text: string, settings: Map<string, string>): void {
  for (const document of parseAllDocuments(text)) {
    // What holds only in one profile is not yet true.
    const value: unknown = document.errors.length === 0 ? document.toJS() : null;
    const flat = new Map<string, string>();
    flatten(value, '', flat);
    if ([...flat.keys()].some((key) => key.startsWith('spring.profiles') || key.startsWith('spring.config.activate')))
      if (flat.has('spring.profiles') || flat.has('spring.config.activate.on-profile')) continue;
    for (const [key, setting] of flat) settings.set(key, setting);
  }
}

function flatten(value: unknown, path: string, flat: Map<string, string>): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) flatten(part, path === '' ? key : `${path}.${key}`, flat);
  } else if (value !== null && value !== undefined) flat.set(toKebab(path), String(value));
}

/** `server.contextPath` and `server.context_path` are `server.context-path` to Spring. */
function toKebab(key: string): string {
  return key.replaceAll('_', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
