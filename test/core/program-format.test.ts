import { describe, expect, test } from 'vitest';
import { readProgramFormat } from '../../src/core/program-format.ts';

interface ElfParts {
  readonly bits?: 32 | 64;
  readonly isLittle?: boolean;
  readonly machine: number;
  readonly loader?: string;
  readonly loaderAt?: number;
  readonly headers?: number;
}

/** An ELF head with one PT_LOAD and, for a loader, one PT_INTERP behind it. */
function createElf({ bits = 64, isLittle = true, machine, loader, loaderAt = 512, headers }: ElfParts): Uint8Array {
  const bytes = new Uint8Array(1_024);
  const view = new DataView(bytes.buffer);
  const size = bits === 64 ? 56 : 32;
  view.setUint32(0, 0x7f454c46);
  view.setUint8(4, bits / 32);
  view.setUint8(5, isLittle ? 1 : 2);
  view.setUint16(18, machine, isLittle);
  const setOffset = (at: number, value: number): void =>
    bits === 64 ? view.setBigUint64(at, BigInt(value), isLittle) : view.setUint32(at, value, isLittle);
  setOffset(bits === 64 ? 32 : 28, 64);
  view.setUint16(bits === 64 ? 54 : 42, size, isLittle);
  view.setUint16(bits === 64 ? 56 : 44, headers ?? (loader === undefined ? 1 : 2), isLittle);
  view.setUint32(64, 1, isLittle);
  if (loader !== undefined) {
    view.setUint32(64 + size, 3, isLittle);
    setOffset(64 + size + (bits === 64 ? 8 : 4), loaderAt);
    bytes.set(new TextEncoder().encode(loader), Math.min(loaderAt, 512));
  }
  return bytes;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('the head of a program', () => {
  test.for([
    [{ machine: 62, loader: '/lib64/ld-linux-x86-64.so.2' }, 'x64', '/lib64/ld-linux-x86-64.so.2'],
    [{ machine: 62 }, 'x64', null],
    [{ machine: 183, loader: '/lib/ld-musl-aarch64.so.1' }, 'arm64', '/lib/ld-musl-aarch64.so.1'],
    [{ machine: 3, bits: 32, loader: '/lib/ld-linux.so.2' }, 'ia32', '/lib/ld-linux.so.2'],
    [{ machine: 22, isLittle: false, loader: '/lib/ld64.so.1' }, 's390x', '/lib/ld64.so.1'],
    [{ machine: 4_711 }, 'number 4711', null],
    [{ machine: 62, loader: '/lib/far', loaderAt: 100_000 }, 'x64', null],
    [{ machine: 62, headers: 500 }, 'x64', null],
  ] as const)('of an ELF %j names its machine and its loader', ([parts, machine, loader]) => {
    expect(readProgramFormat(createElf(parts))).toEqual({ kind: 'elf', machine, loader });
  });

  test.for([
    ['#!/bin/sh\necho', '/bin/sh'],
    ['#! /usr/bin/env node\n', '/usr/bin/env node'],
    ['#!/bin/bash\r\n', '/bin/bash\r'],
    ['#!/bin/cut', '/bin/cut'],
  ] as const)('of the script %j names its interpreter', ([script, interpreter]) => {
    expect(readProgramFormat(text(script))).toEqual({ kind: 'script', interpreter });
  });

  test.for([
    [Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe, 7), { kind: 'foreign', system: 'macOS' }],
    [Uint8Array.of(0xca, 0xfe, 0xba, 0xbe), { kind: 'foreign', system: 'macOS' }],
    [text('MZ\u0000'), { kind: 'foreign', system: 'Windows' }],
    [text('echo hi'), { kind: 'unknown' }],
    [text('x'), { kind: 'unknown' }],
    [text(''), { kind: 'unknown' }],
    [Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), { kind: 'unknown' }],
  ] as const)('of %o is read for what it is', ([head, format]) => {
    expect(readProgramFormat(head)).toEqual(format);
  });
});
