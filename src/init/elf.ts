import type { AppFolder } from './app-folder.ts';

const HEAD_BYTES = 64;
const SECTION_BYTES = 64;
const MOST_SECTIONS = 256;
const MOST_NAMES_BYTES = 65_536;
/** `process.arch` by ELF's numbers of machines. */
const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, 'ia32'],
  [8, 'mips'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'x64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loong64'],
]);
const SHARED_OBJECT = 3;

/** What the head of a native program says of it. */
export interface NativeProgram {
  /** `linux`, or the system whose format it has. */
  readonly system: 'linux' | 'macOS' | 'Windows';
  /** As `process.arch` names it; null if unknown, or not for Linux. */
  readonly arch: string | null;
  /** Sections by name, with their places in the file; none where they were stripped. */
  readonly sections: ReadonlyMap<string, { readonly at: number; readonly bytes: number }>;
}

/** Reads the head of a program in machine code; null for what is none: scripts, libraries, data. */
export function readNativeProgram(folder: AppFolder, file: string): NativeProgram | null {
  const head = folder.readBytes(file, HEAD_BYTES);
  if (head === null || head.length < HEAD_BYTES) return null;
  const magic = head.readUInt32BE(0);
  if (magic === 0xcffaedfe || magic === 0xcafebabe) return { system: 'macOS', arch: null, sections: new Map() };
  if (magic >>> 16 === 0x4d5a) return { system: 'Windows', arch: null, sections: new Map() };
  if (magic !== 0x7f454c46) return null;
  if (head.readUInt16LE(16) === SHARED_OBJECT && /\.so(\.|$)/.test(file)) return null;
  const isLittle64 = head[4] === 2 && head[5] === 1;
  const arch = MACHINES.get(head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18)) ?? null;
  return { system: 'linux', arch, sections: isLittle64 ? readSections(folder, file, head) : new Map() };
}

function readSections(folder: AppFolder, file: string, head: Buffer): NativeProgram['sections'] {
  const sections = new Map<string, { at: number; bytes: number }>();
  const count = Math.min(head.readUInt16LE(60), MOST_SECTIONS);
  const table = folder.readBytes(file, count * SECTION_BYTES, Number(head.readBigUInt64LE(40)));
  if (table === null || head.readUInt16LE(58) !== SECTION_BYTES) return sections;
  const placeOf = (index: number) => {
    const at = index * SECTION_BYTES;
    if (at + SECTION_BYTES > table.length) return { at: 0, bytes: 0 };
    return { at: Number(table.readBigUInt64LE(at + 24)), bytes: Number(table.readBigUInt64LE(at + 32)) };
  };
  const namesPlace = placeOf(head.readUInt16LE(62));
  const names = folder.readBytes(file, Math.min(namesPlace.bytes, MOST_NAMES_BYTES), namesPlace.at);
  if (names === null) return sections;
  for (let index = 0; (index + 1) * SECTION_BYTES <= table.length; index++) {
    const from = table.readUInt32LE(index * SECTION_BYTES);
    sections.set(names.toString('latin1', from, names.indexOf(0, from)), placeOf(index));
  }
  return sections;
}
