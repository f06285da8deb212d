import type { Reference } from '../../core/interpolation.ts';
import { suggest } from '../schema/nearest-key.ts';
import { findRunDir, findTarget } from './completion.ts';
import type { Draft } from './draft.ts';
import { findInstalledProgram } from './installed-program.ts';

/** What became of a reference: its text, or why there is none. */
type Resolved =
  | { readonly kind: 'text'; readonly text: string; readonly isFromEnvironment: boolean }
  | { readonly kind: 'unset'; readonly message: string }
  | { readonly kind: 'unknown'; readonly message: string }
  /** It names a value that is wrong itself, which is reported where that value stands. */
  | { readonly kind: 'spoiled' };

export type Resolve = (reference: Reference) => Resolved;

const FORMS = `\${env.NAME}, \${env.NAME:-default}, \${port}, \${port.NAME}, \${runDir}, \${configDir}, \${file.NAME} or \${program.NAME}`;

/** A shell's own form of a variable, by the usual spelling of one. */
const SHELL_REFERENCE = /^\$\{(?<name>[A-Z_][A-Z0-9_]*)(?::?-(?<fallback>[^}]*))?\}$/;

/** Why a `${…}` that is none of berth's forms is refused in a config file. */
export function describeUnknownReference(source: string): string {
  const { name, fallback } = SHELL_REFERENCE.exec(source)?.groups ?? {};
  const variable = `\${env.${name}${fallback === undefined ? '' : `:-${fallback}`}}`;
  const nearest = name === undefined ? '' : ` (did you mean ${name === 'PORT' ? `\${port}` : variable}?)`;
  const what = source.endsWith('}') ? `${source} is unknown` : `\`${source.slice(0, 20)}\` is never closed`;
  return `${what}, expected ${FORMS} ($\${ writes a literal \${)${nearest}`;
}

/** Resolves references by a draft that is complete; without one, only what is known before: variables, `${configDir}`. */
export function createResolver(env: NodeJS.ProcessEnv, configDir: string, draft: Draft | null): Resolve {
  return (reference) => {
    if (reference.kind === 'env') return resolveVariable(env, reference.name, reference.fallback);
    if (reference.kind === 'configDir') return toText(configDir);
    if (reference.kind === 'program') return resolveProgram(env, reference.name);
    if (draft === null) {
      const form = describeReference(reference);
      return unknown(`\${${form}} cannot be used here, expected \${env.NAME}, \${configDir} or \${program.NAME}`);
    }
    if (reference.kind === 'port') return resolvePort(draft, reference.processName);
    if (reference.kind === 'file') return resolveFile(draft, reference.name);
    const runDir = findRunDir(draft);
    return runDir === null ? { kind: 'spoiled' } : toText(runDir);
  };
}

function resolveProgram(env: NodeJS.ProcessEnv, name: string): Resolved {
  const file = findInstalledProgram(name, env['PATH']);
  if (file !== null) return toText(file);
  return unknown(
    `\${program.${name}} is not here: neither PATH nor /usr/sbin has a program ${name}, nor one with a version behind that name, expected one to be installed`,
  );
}

function resolveFile(draft: Draft, name: string): Resolved {
  const names = draft.listNames(['files']);
  if (!names.includes(name)) {
    return unknown(`\${file.${name}} is unknown, expected a name from \`files\`${suggest(name, names)}`);
  }
  const target = findTarget(draft, name);
  return target === null ? { kind: 'spoiled' } : toText(target);
}

function resolveVariable(env: NodeJS.ProcessEnv, name: string, fallback: string | null): Resolved {
  const value = env[name];
  // As in a shell: `:-` stands in for an empty variable too, an empty variable without it is what it is.
  if (fallback !== null && (value === undefined || value === '')) return toText(fallback);
  if (value === undefined) return { kind: 'unset', message: `\${env.${name}}: the variable ${name} is not set` };
  return { kind: 'text', text: value, isFromEnvironment: true };
}

function resolvePort(draft: Draft, processName: string | null): Resolved {
  const name = processName ?? draft.getText(['upstream', 'process']);
  const names = draft.listNames(['processes']);
  if (processName !== null && !names.includes(processName)) {
    const nearest = suggest(processName, names);
    return unknown(`\${port.${processName}} is unknown, expected the name of a process${nearest}`);
  }
  if (name === null || !names.includes(name)) return { kind: 'spoiled' };
  const port = draft.get(['processes', name, 'port']);
  if (typeof port === 'number') return toText(String(port));
  if (port !== undefined) return { kind: 'spoiled' };
  const form = processName === null ? 'port' : `port.${name}`;
  return unknown(`\${${form}} has no value: process '${name}' has no \`port\`, expected a number or auto there`);
}

function describeReference(reference: Exclude<Reference, { kind: 'env' | 'configDir' | 'program' }>): string {
  if (reference.kind === 'runDir') return 'runDir';
  if (reference.kind === 'file') return `file.${reference.name}`;
  return reference.processName === null ? 'port' : `port.${reference.processName}`;
}

function toText(text: string): Resolved {
  return { kind: 'text', text, isFromEnvironment: false };
}

function unknown(message: string): Resolved {
  return { kind: 'unknown', message };
}
