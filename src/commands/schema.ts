import configJsonSchema from '../../config/berth.schema.json' with { type: 'json' };

/** Prints the JSON Schema of berth.yaml, for editors; resolves with 0. */
export async function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(configJsonSchema, null, 2)}\n`);
  return 0;
}
