/** What a size looks like in a config file: digits and a unit, or a plain `0`. */
export const SIZE_PATTERN = /^(?:0|\d+(?:B|KiB|MiB|GiB))$/;

const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** The bytes a text such as `512B`, `64KiB`, `32MiB`, `1GiB` or `0` stands for; null for anything else. */
export function parseSize(text: string): number | null {
  if (!SIZE_PATTERN.test(text)) return null;
  const sizeBytes = Number.parseInt(text, 10) * UNIT_BYTES[text.replace(/^\d+/, '')]!;
  return Number.isSafeInteger(sizeBytes) ? sizeBytes : null;
}

/** The size as a config file would write it, in its largest whole unit: 65536 is `64KiB`, 1000 is `1000B`. */
export function formatSize(sizeBytes: number): string {
  for (const unit of ['GiB', 'MiB', 'KiB'] as const) {
    const unitBytes = UNIT_BYTES[unit]!;
    if (sizeBytes > 0 && sizeBytes % unitBytes === 0) return `${sizeBytes / unitBytes}${unit}`;
  }
  return `${sizeBytes}B`;
}
