import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** What Node.js calls to make a module of a text; not in its types. */
interface Compiling {
  _compile(this: Module, content: string, filename: string, ...more: unknown[]): unknown;
}

/** The last line of each part of dist/: which build it is of. */
const BUILD_LINE = /\/\/ build ([\da-f]{16})\n$/;
const ID_BYTES = 16;

/**
 * From now on the parts of dist/ are taken from the compiled form beside them (`NAME.cjs.cache`), which the build has left for its
 * own Node.js. Another V8, another build and a missing file are no faults: the text is compiled, as ever.
 */
export function useCodeCache(folder: string): void {
  const prototype = Module.prototype as unknown as Compiling;
  const compile = prototype._compile;
  prototype._compile = function (this: Module, content, filename, ...more): unknown {
    const script = dirname(filename) === folder ? readScript(content, filename) : null;
    if (script === null) return compile.call(this, content, filename, ...more);
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, createRequire(filename), this, filename, folder);
  };
}

/** Says whether a part of this text would be taken from the compiled form beside its file. */
export function isCompiled(content: string, filename: string): boolean {
  return readScript(content, filename) !== null;
}

/** The compiled script; null if there is none for exactly this text and this V8. */
function readScript(content: string, filename: string): Script | null {
  try {
    const id = BUILD_LINE.exec(content.slice(-40))?.[1];
    const cache = readFileSync(`${filename}.cache`);
    if (id === undefined || cache.toString('latin1', 0, ID_BYTES) !== id) return null;
    const script = new Script(Module.wrap(content), { filename, cachedData: cache.subarray(ID_BYTES) });
    return script.cachedDataRejected === true ? null : script;
  } catch {
    return null;
  }
}
