import { validateDraft } from './check/validate-draft.ts';
import { createDraft } from './draft/canonical.ts';
import { toDisplayName } from './draft/named-file.ts';
import type { ConfigForm } from './settings/resolve-process.ts';
import type { OpenedConfig } from './settle.ts';
import { ConfigDocument } from './source/document.ts';
import { isMapping } from './source/mapping.ts';
import { type ConfigFlags, readEnvOverrides, readFlagOverrides } from './source/override.ts';
import { Report } from './source/report.ts';

/** The draft of a text, and of what beats it. Throws CONFIG_INVALID where the text is no YAML. */
export function openWritten(
  text: string,
  configFile: string,
  flags: ConfigFlags,
  env: NodeJS.ProcessEnv,
): OpenedConfig & { readonly document: ConfigDocument } {
  const document = readDocument(text, toDisplayName(configFile));
  const form = readForm(document.tree);
  const report = new Report(document);
  // An empty file is an empty mapping: variables alone may configure berth.
  const tree = document.tree ?? Object.create(null);
  const readOverrides = (known: unknown) => [
    ...readEnvOverrides(env, known, report),
    ...readFlagOverrides(flags, known, report),
  ];
  return { draft: createDraft(tree, readOverrides, report), form, validate: validateDraft, document };
}

function readDocument(text: string, displayName: string): ConfigDocument {
  const document = new ConfigDocument(text, displayName);
  // After a syntax error the rest of the file reads as something nobody wrote.
  if (document.faults.some((fault) => fault.isFatal)) new Report(document).throwIfAny(displayName);
  return document;
}

// Before the draft changes it.
function readForm(tree: unknown): ConfigForm {
  if (!isMapping(tree)) return { isNamed: false, hasUpstreamPort: false };
  const { upstream } = tree;
  return { isNamed: 'processes' in tree, hasUpstreamPort: isMapping(upstream) && 'port' in upstream };
}
