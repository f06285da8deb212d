/** A port and the name of the setting that chose it. */
export interface ChosenPort {
  readonly port: number;
  readonly source: string;
}

/** Function Compute's default port (custom runtime, "caPort"). */
export const DEFAULT_PORT = 9000;

/** The decimal port a text stands for, or null: 1 to 65535 (0 too where `allowZero`), digits only. */
export function parsePort(text: string, allowZero = false): number | null {
  if (!/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port <= 65535 && (port > 0 || allowZero) ? port : null;
}
