const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  ms: 0.001,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3_600,
  hr: 3_600,
  d: 86_400,
};

/** berth's own grace period, which need not be written. */
const USUAL_SECONDS = 10;

/**
 * A time as others write it (`30`, `1m30s`, `5min 20s`, `90sec`), as a grace period of a config; null for none, for what is no
 * time, and for the one that berth has by itself.
 */
export function toGracePeriod(value: unknown): string | null {
  const text = String(value ?? '').trim();
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return null;
  const seconds = parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? Number.NaN), 0);
  return Number.isFinite(seconds) && seconds > 0 && seconds !== USUAL_SECONDS ? `${Math.ceil(seconds)}s` : null;
}
