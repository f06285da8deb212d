import { type IParseConfig, parse } from 'js-ini';

/** The values of a key, in their order: it may stand there more than once. */
export type Section = Readonly<Record<string, readonly string[]>>;

/** A file of sections, by name; what cannot be read of it is left out, all of it where a name is none. */
export function parseIni(text: string): Readonly<Record<string, Section>> {
  try {
    const options: IParseConfig = {
      comment: ['#', ';'],
      autoTyping: false,
      nothrow: true,
      keyMergeStrategy: 'join-to-array',
    };
    const sections = Object.entries(parse(text, options)).filter(([, section]) => isSection(section));
    return Object.fromEntries(sections.map(([name, section]) => [name, toSection(section as object)]));
  } catch {
    return {};
  }
}

function isSection(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toSection(section: object): Section {
  return Object.fromEntries(Object.entries(section).map(([key, value]) => [key, [value].flat().map(String)]));
}
