/** Those of what is known that were asked for, each word a name or a list of them; without a word, those by default. */
export function choose(given, known, kind, byDefault = known) {
  const names = given.flatMap((list) => list.split(/,(?! )/));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no ${kind} '${unknown}'; there are: ${known.join('; ')}`);
  return names.length === 0 ? byDefault : names;
}
