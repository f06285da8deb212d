// Whose code is in dist/, and under which terms: most licences ask that their text goes with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** The packages that the files of a bundle come from, sorted; throws for one without a licence. */
export function listBundledPackages(inputs) {
  const folders = new Set([...inputs].map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]));
  folders.delete(undefined);
  return [...folders].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (license === undefined) throw new Error(`${name} is bundled, and nothing says under which terms`);
    const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    // Some name their terms in their package.json alone.
    if (texts.length === 0)
      texts.push(`Copyright (c) ${author?.name ?? author ?? `the authors of ${name}`}. ${license}.`);
    return { name, version, license, text: texts.join('\n\n') };
  });
}

/** One text with the terms of all of them. */
export function renderLicences(packages) {
  const parts = packages.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`);
  return `berth contains code of these packages:\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
