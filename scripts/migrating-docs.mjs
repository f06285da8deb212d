import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const PLACE = '<!-- systems -->\n';

/**
 * docs/migrating.md, or its edition in another language (`suffix` `.zh-CN.md`): config/README.md with the README of each config
 * as a section, by name. A config without one is left out.
 */
export function renderMigratingDocs(root, suffix) {
  const read = (folder) => {
    const file = posix.join(folder, `README${suffix}`);
    return existsSync(join(root, file)) ? moveLinks(readFileSync(join(root, file), 'utf8'), folder) : null;
  };
  const folders = readdirSync(join(root, 'config'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const sections = folders
    .map(({ name }) => [name, read(`config/${name}`)])
    .filter(([, text]) => text !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => text.replace(/^# (.*)$/m, `# $1 (\`config/${name}/\`)`).replaceAll(/^(?=#+ )/gm, '#'));
  return read('config')?.replace(PLACE, () => sections.join('\n')) ?? null;
}

/** Relative links as they are from docs/. */
function moveLinks(text, folder) {
  return text.replaceAll(/\]\((?!https?:|#)([^)]+)\)/g, (_, target) => {
    return `](${posix.relative('docs', posix.join(folder, target))})`;
  });
}
