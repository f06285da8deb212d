import type { Finding } from '../../finding.ts';
import { toUnlikeliness } from './app-object.ts';
import { toConfig } from './launch.ts';
import type { PythonProject } from './project.ts';
import { findMainBlock, isImporting } from './source.ts';

/** A function that aiohttp's own command line calls with the words behind it. */
const FACTORY = /^def (\w+)\(\s*\w*argv\w*\b[^)]*\)/m;

/** Apps of aiohttp that only define a function for `python -m aiohttp.web`, and run nothing themselves. */
export function findAiohttp(project: PythonProject): readonly Finding[] {
  const [source] = project.sources
    .filter((one) => isImporting(one, 'aiohttp') && findMainBlock(one) === null && /\bApplication\(/.test(one.code))
    .filter(({ code }) => FACTORY.test(code) && !/\brun_app\(/.test(code))
    .toSorted((a, b) => toUnlikeliness(a) - toUnlikeliness(b));
  const name = FACTORY.exec(source?.code ?? '')?.[1];
  if (source === undefined || name === undefined) return [];
  return [
    {
      kind: 'aiohttp with its own server',
      evidence: `${name} in ${source.path}`,
      config: toConfig(project, {
        args: ['-m', 'aiohttp.web', '-H', '127.0.0.1', '-P', `\${port}`, `${source.module}:${name}`],
        root: source.root,
        needs: ['aiohttp'],
      }),
      rank: 80,
      notes: [],
      missing: project.toMissing(['aiohttp']),
    },
  ];
}
