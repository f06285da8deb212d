import type { AppFolder } from '../app-folder.ts';
import { toCommand } from '../command.ts';
import { type NativeProgram, readNativeProgram } from '../elf.ts';
import type { Finding } from '../finding.ts';
import { type SourcePort, toPortConfig } from './source-port.ts';

/** A program in machine code that lies in the folder. */
export interface FoundProgram {
  readonly file: string;
  readonly native: NativeProgram;
}

const MOST_LOOKED_AT = 200;
/** Runtimes and tools that lie beside an app, and are none. */
const TOOLS =
  /^(node|bun|deno|python[\d.]*|php[\d.]*|java|ruby|dotnet|hugo|zola|esbuild|tailwindcss.*|ffmpeg|ffprobe|chromedriver|chrome|wkhtmlto\w+|nginx|caddy|cloudflared|ngrok|tini|dumb-init|gosu|su-exec|jq|yq|sqlite3|protoc.*|migrate|goose|air)(\.exe)?$/;

/** The programs in these folders below, by name; libraries are none. */
export function listPrograms(folder: AppFolder, places: readonly string[]): FoundProgram[] {
  return places.flatMap((at) =>
    folder
      .list(at)
      .slice(0, MOST_LOOKED_AT)
      .filter((name) => !TOOLS.test(name) && !/\.(so(\..*)?|dylib|dll|o|a|class|node|rlib|pdb)$/.test(name))
      .flatMap((name) => {
        const file = at === '.' ? name : `${at}/${name}`;
        const native = readNativeProgram(folder, file);
        return native === null ? [] : [{ file, native }];
      }),
  );
}

/** What keeps a program from running on this machine, as a sentence without its end; null: nothing that its head tells. */
export function describeMisfit({ file, native }: FoundProgram): string | null {
  if (native.system !== 'linux') return `${file} was made for ${native.system}, this machine runs Linux`;
  if (native.arch === null || native.arch === process.arch) return null;
  return `${file} was made for ${native.arch}, this machine is ${process.arch}`;
}

/** A program as it is started, wherever it gets its port from. */
export interface NativeStart {
  readonly kind: string;
  readonly evidence: string;
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `told`: its arguments or variables have it. */
  readonly port: SourcePort | 'told' | null;
  readonly rank: number;
  readonly notes?: readonly string[];
  readonly missing?: string | null;
}

/** The finding for a program below the folder, by its path. */
export function toNativeFinding(folder: AppFolder, start: NativeStart): Finding {
  const { kind, evidence, file, args = [], port, rank, notes = [], missing = null } = start;
  const flags = port !== null && port !== 'told' && port.kind === 'flag' ? port.words : [];
  const listens = toPortConfig(port);
  const env = { ...start.env, ...listens.config.env };
  const isOff = folder.hasFile(file) && !folder.isExecutable(file);
  return {
    kind,
    evidence,
    config: {
      command: toCommand([file.includes('/') ? file : `./${file}`, ...args, ...flags]),
      ...listens.config,
      ...(Object.keys(env).length === 0 ? {} : { env }),
    },
    rank,
    notes: [...listens.notes, ...notes],
    missing: missing ?? (isOff ? toCommand(['chmod', '+x', file]) : null),
  };
}
