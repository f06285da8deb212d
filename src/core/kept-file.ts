/** What is kept of a config stands beside it. */
export function toKeptFile(configFile: string): string {
  return `${configFile}.kept`;
}
