// The words of the recogniser's rows, which are worked out from their patterns: a tenth of a second that the build spends, so that no process
// that explains its first failure has to.
import { build } from 'esbuild';

const MODULE = 'src/failures/recogniser/table-words.ts';

/** A plugin that puts the words in place of the module that works them out. */
export const withTableWords = {
  name: 'with-table-words',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]recogniser[\\/]table-words\.ts$/ }, async () => {
      const words = JSON.stringify(await workOut());
      return { contents: `export const readTableWords = () => JSON.parse(${JSON.stringify(words)});`, loader: 'js' };
    });
  },
};

async function workOut() {
  const { outputFiles } = await build({
    ...{ entryPoints: [MODULE], bundle: true, write: false, platform: 'node', format: 'esm', logLevel: 'warning' },
  });
  const { readTableWords } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  return readTableWords();
}
