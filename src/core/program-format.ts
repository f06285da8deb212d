/** What the head of a program file says of it. */
export type ProgramFormat =
  | { readonly kind: 'elf'; readonly machine: string; readonly loader: string | null }
  | { readonly kind: 'foreign'; readonly system: 'macOS' | 'Windows' }
  | { readonly kind: 'script'; readonly interpreter: string }
  | { readonly kind: 'unknown' };

/** e_machine of the ELF header, by Node's names of processors; others by their number. */
const MACHINES: Readonly<Record<number, string>> = {
  3: 'ia32',
  8: 'mips',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

const PROGRAM_INTERPRETER = 3;
const ELF_MAGIC = 0x7f454c46;
const MACOS_MAGICS = [0xcffaedfe, 0xcefaedfe, 0xcafebabe, 0xfeedfacf];
const DOS_MAGIC = 0x4d5a;
const SHEBANG = 0x2321;

/**
 * Reads the head of a program: the first few KiB of the file are enough. `interpreter` is the whole line behind `#!`,
 * a carriage return included; `loader` is the dynamic loader of an ELF, null for a static one.
 */
export function readProgramFormat(head: Uint8Array): ProgramFormat {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.byteLength >= 64 && view.getUint32(0) === ELF_MAGIC) return readElf(view);
  if (view.byteLength >= 4 && MACOS_MAGICS.includes(view.getUint32(0))) return { kind: 'foreign', system: 'macOS' };
  if (view.byteLength < 2) return { kind: 'unknown' };
  if (view.getUint16(0) === SHEBANG) return { kind: 'script', interpreter: readLine(view, 2).trimStart() };
  return view.getUint16(0) === DOS_MAGIC ? { kind: 'foreign', system: 'Windows' } : { kind: 'unknown' };
}

// System V ABI, "Object Files": a class byte (1: 32 bits, 2: 64 bits), a byte order byte (1: little-endian).
function readElf(view: DataView): ProgramFormat {
  const is64Bit = view.getUint8(4) === 2;
  const isLittle = view.getUint8(5) === 1;
  const number = view.getUint16(18, isLittle);
  const machine = MACHINES[number] ?? `number ${number}`;
  const readOffset = (at: number): number =>
    is64Bit ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
  const headersAt = readOffset(is64Bit ? 32 : 28);
  const headerSize = view.getUint16(is64Bit ? 54 : 42, isLittle);
  const headerCount = view.getUint16(is64Bit ? 56 : 44, isLittle);
  for (let index = 0; index < headerCount; index++) {
    const at = headersAt + index * headerSize;
    if (at + 32 > view.byteLength) break;
    if (view.getUint32(at, isLittle) !== PROGRAM_INTERPRETER) continue;
    const pathAt = readOffset(at + (is64Bit ? 8 : 4));
    return { kind: 'elf', machine, loader: pathAt < view.byteLength ? readLine(view, pathAt) : null };
  }
  return { kind: 'elf', machine, loader: null };
}

/** The bytes up to a line end or a NUL, as Latin-1. */
function readLine(view: DataView, start: number): string {
  let text = '';
  for (let at = start; at < view.byteLength; at++) {
    const byte = view.getUint8(at);
    if (byte === 0x0a || byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}
