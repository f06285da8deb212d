// Turns the valibot schema of a config into a JSON Schema that editors can use to complete and explain berth.yaml.
import { toJsonSchema } from '@valibot/to-json-schema';

const INTERPOLATED = { type: 'string', pattern: '\\$\\{' };
const QUOTED_NUMBER = { type: 'string', pattern: '^-?[0-9]{1,15}$' };
const QUOTED_FLAG = { enum: ['true', 'false'] };

export function renderJsonSchema(configSchema) {
  const schema = toJsonSchema(configSchema, {
    typeMode: 'input',
    target: 'draft-2020-12',
    // What a check wants is said in the description; JSON Schema cannot say it.
    ignoreActions: ['check'],
  });
  const { $schema, ...rest } = allowInterpolation(schema);
  const document = {
    $schema,
    title: 'berth.yaml',
    description: 'How berth starts a web server and puts it on the platform’s port.',
    ...rest,
    $defs: {
      interpolated: { description: `A text with \${…} in it.`, ...INTERPOLATED },
      quotedNumber: { description: 'A number in quotes.', ...QUOTED_NUMBER },
      quotedFlag: { description: 'true or false in quotes.', ...QUOTED_FLAG },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

// Every value may be written as ${…}, which no pattern, list of words or number would let through.
function allowInterpolation(node) {
  if (Array.isArray(node)) return node.map(allowInterpolation);
  if (typeof node !== 'object' || node === null) return node;
  const { description, default: defaultValue, anyOf, properties, additionalProperties, items, ...core } = node;
  const outer = {
    ...(description === undefined ? {} : { description }),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
  };
  if (anyOf !== undefined) {
    const options = anyOf.map(allowInterpolation).flatMap((option) => (isPlainUnion(option) ? option.anyOf : [option]));
    return { ...outer, anyOf: withInterpolated(options), ...core };
  }
  if (core.type === 'object') {
    return {
      ...outer,
      ...core,
      ...(properties === undefined ? {} : { properties: mapValues(properties, allowInterpolation) }),
      ...(additionalProperties === undefined ? {} : { additionalProperties: allowInterpolation(additionalProperties) }),
    };
  }
  if (core.type === 'array') return { ...outer, ...core, items: allowInterpolation(items) };
  if (isFreeText(core)) return { ...outer, ...core };
  return { ...outer, anyOf: withInterpolated([core]) };
}

function withInterpolated(options) {
  const rest = options.filter((option) => option.$ref === undefined);
  const takesScalar = rest.some((option) => option.type !== 'object' && option.type !== 'array');
  const takesText = rest.some(isFreeText);
  if (!takesScalar || takesText) return rest;
  const has = (...types) => rest.some((option) => types.includes(option.type) || types.includes(typeof option.const));
  return [
    ...rest,
    ...(has('number', 'integer') ? [{ $ref: '#/$defs/quotedNumber' }] : []),
    ...(has('boolean') ? [{ $ref: '#/$defs/quotedFlag' }] : []),
    { $ref: '#/$defs/interpolated' },
  ];
}

function isPlainUnion(option) {
  return Object.keys(option).every((key) => key === 'anyOf');
}

function isFreeText(option) {
  return (
    option.type === 'string' && Object.keys(option).every((key) => ['type', 'minLength', 'description'].includes(key))
  );
}

function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
