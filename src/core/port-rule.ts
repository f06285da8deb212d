/** A port and the name of the setting that chose it. */
export interface ChosenPort {
  readonly port: number;
  readonly source: string;
}

/** Environment variables that name the platform's port, strongest first; a config file's own port beats them all. */
export const PORT_VARIABLES = ['FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT', 'PORT'] as const;

/** Function Compute's default port (custom runtime, "caPort"). */
export const DEFAULT_PORT = 9000;

/** The decimal port a text stands for, or null: 1 to 65535 (0 too where `allowZero`), digits only. */
export function parsePort(text: string, allowZero = false): number | null {
  if (!/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port <= 65535 && (port > 0 || allowZero) ? port : null;
}
