import { isAscii } from 'node:buffer';
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** Node.js's loaders of files, by the ends of their names; not in its types. */
interface Loading {
  readonly _extensions: Record<string, ((module: Module, filename: string) => void) | undefined>;
}

/** A part as it runs, for whoever wants its compiled form when it has run for a while. */
export interface RunningPart {
  /** Of the build that it is of. */
  readonly id: string;
  readonly script: Script;
}

type RunPart = (exports: unknown, require: unknown, module: Module, filename: string, folder: string) => void;

/** How each part of dist/ begins (scripts/build.mjs): it is the function that Node.js would make of it, so that nobody has to. */
export const PART_HEAD = '(function (exports, require, module, __filename, __dirname) {';
/** The last line of each: which build it is of. */
const BUILD_LINE = /\/\/ build ([\da-f]{16})\n$/;
const ID_BYTES = 16;
/** Where src/compile.mjs waits for the parts. */
const RUNNING = Symbol.for('berth.parts');

/**
 * From now on the parts in dist/ are taken from the compiled form beside them (`NAME.cjs.cache`), which was made for one Node.js. Another
 * V8, another build and a missing file are no faults: the text is compiled, as ever.
 */
export function useCodeCache(folder: string): void {
  const { _extensions: loaders } = Module as unknown as Loading;
  const loadText = loaders['.cjs'] ?? loaders['.js'];
  const running = (globalThis as { [RUNNING]?: Map<string, RunningPart> })[RUNNING];
  loaders['.cjs'] = (module, filename) => {
    const text = dirname(filename) === folder ? readPart(filename) : '';
    if (!text.startsWith(PART_HEAD)) return loadText?.(module, filename);
    const script = readScript(text, filename) ?? new Script(text, { filename });
    running?.set(filename, { id: readBuild(text) ?? '', script });
    const run: RunPart = script.runInThisContext();
    run.call(module.exports, module.exports, module.require.bind(module), module, filename, folder);
  };
}

/** Says whether a part of dist/ would be taken from the compiled form beside it, also where it runs already. */
export function isCompiled(filename: string): boolean {
  // V8 looks at no compiled form of a text that it has compiled under the same name before.
  return readScript(readPart(filename), filename, `${filename} anew`) !== null;
}

// Nearly all of them are ASCII, which is read much sooner as what it then is, too.
function readPart(filename: string): string {
  const bytes = readFileSync(filename);
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

function readBuild(text: string): string | undefined {
  return BUILD_LINE.exec(text.slice(-40))?.[1];
}

/** The compiled script; null if there is none for exactly this text and this V8. */
function readScript(text: string, file: string, name = file): Script | null {
  try {
    const id = readBuild(text);
    const cache = readFileSync(`${file}.cache`);
    if (id === undefined || cache.toString('latin1', 0, ID_BYTES) !== id) return null;
    const script = new Script(text, { filename: name, cachedData: cache.subarray(ID_BYTES) });
    return script.cachedDataRejected === true ? null : script;
  } catch {
    return null;
  }
}
