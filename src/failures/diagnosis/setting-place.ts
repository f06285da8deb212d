/** Where the keys of a process stand in the file that the user has written. */
export interface KeyPlaces {
  readonly port: readonly string[];
  readonly ready: readonly string[];
}

/** Of a config with a single process. */
export const TOP_PLACES: KeyPlaces = { port: ['port'], ready: ['ready'] };

const SETTING = /^(port|ready): (.*)$/;

/** A setting of a process as YAML that can be put into the file as it is: `port: 80` may belong into `processes` or `upstream`. */
export function placeSetting(setting: string, places: KeyPlaces): string {
  const [, key, value] = SETTING.exec(setting) ?? [];
  if (key === undefined || value === undefined) return setting;
  const [first = key, ...inner] = places[key as keyof KeyPlaces];
  const nested = inner.reduceRight((text, name) => `{ ${name}: ${text} }`, value);
  return `${first}: ${nested}`;
}

/** A text in which each setting of a process, between backticks, is written so. */
export function placeSettings(text: string, places: KeyPlaces): string {
  return text.replace(/`((?:port|ready): [^`]+)`/g, (_, setting: string) => `\`${placeSetting(setting, places)}\``);
}
