import * as v from 'valibot';
import { anyScalar, byShape, mappingOf } from './schema-leaf.ts';

const COMMAND = 'a command line, or a list of words';

/** The shapes of a command. The draft has a line cut into words already. */
export const commandShapes = {
  string: v.pipe(v.string(COMMAND), v.nonEmpty(COMMAND)),
  list: v.pipe(v.array(anyScalar), v.minLength(1, COMMAND)),
};

/** A command line or its words. */
export const commandForms = byShape(commandShapes, COMMAND);

/** A command; comes out as its words. */
export const command = (description: string) =>
  v.pipe(
    commandForms,
    v.description(description),
    v.transform((words) => [words].flat().map(String)),
  );

/** Texts by name, kept as written. */
export const textsByName = <const Text extends v.GenericSchema>(name: RegExp, expected: string, text: Text) =>
  mappingOf(v.pipe(v.string(), v.regex(name, expected)), text, 'a mapping of names to texts');
