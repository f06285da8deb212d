// Whose code is in dist/, and under which terms: most licences ask that their text goes with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** The packages that the files of a bundle come from, sorted; throws for one without a licence text. */
export function listBundledPackages(inputs) {
  const folders = new Set([...inputs].map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]));
  folders.delete(undefined);
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
    if (files.length === 0) throw new Error(`${name} is bundled, and has no licence text`);
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
    return { name, version, license, text };
  });
}

/** One text with the terms of all of them. */
export function renderLicences(packages) {
  const parts = packages.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`);
  return `berth contains code of these packages:\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
