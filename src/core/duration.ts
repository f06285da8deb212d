/** What a duration looks like in a config file: digits and a unit. */
export const DURATION_PATTERN = /^\d+(?:ms|s|m|h)$/;

/** setTimeout's own limit (2^31 - 1 ms): a longer wait would fire at once. */
export const LONGEST_DURATION_MS = 2_147_483_647;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The milliseconds a text such as `500ms`, `15s`, `10m` or `1h` stands for; null for anything else or over 24 days. */
export function parseDuration(text: string): number | null {
  if (!DURATION_PATTERN.test(text)) return null;
  const digits = Number.parseInt(text, 10);
  const durationMs = digits * UNIT_MS[text.replace(/^\d+/, '')]!;
  return durationMs <= LONGEST_DURATION_MS ? durationMs : null;
}

/** The duration as a config file would write it, in its largest whole unit: 90000 is `90s`, 120000 is `2m`. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  for (const unit of ['h', 'm', 's'] as const) {
    const unitMs = UNIT_MS[unit]!;
    if (durationMs % unitMs === 0) return `${durationMs / unitMs}${unit}`;
  }
  return `${durationMs}ms`;
}

/** How long a start may take where the config is silent. */
export const DEFAULT_STARTUP_DEADLINE = '110s';
