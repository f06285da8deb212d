// Renders docs/config.md from the JSON Schema of berth.yaml, so that the page and the checks cannot differ.

const PREFACE = `# berth.yaml, key by key

<!-- Rendered from src/config/schema/schema.ts by \`npm run generate\`; edit that file, not this one. -->

Every key has a default; a key that is not listed here is an error. Durations are written \`500ms\`, \`15s\`, \`10m\` or \`1h\`,
sizes \`64KiB\`, \`32MiB\` or \`1GiB\`. These work in every string and in templates: \`\${env.NAME}\`, \`\${env.NAME:-default}\`,
\`\${port}\`, \`\${port.NAME}\`, \`\${runDir}\`, \`\${configDir}\`, \`\${file.NAME}\` and \`\${program.NAME}\` (the path
of a program whatever version of it is installed: \`\${program.php-fpm}\` may be /usr/sbin/php-fpm8.2); \`$\${\` writes a literal \`\${\`.

A flag beats a variable, a variable beats the file: \`--set proxy.maxInFlight=10\`, then \`BERTH_PROXY_MAX_IN_FLIGHT=10\`, then
\`proxy: { maxInFlight: 10 }\`. \`--port\` is short for \`--set listen.port=…\`. Without any, the port is \`FC_SERVER_PORT\`,
\`FC_CUSTOM_LISTEN_PORT\`, \`PORT\` or 9000.

| Key | Default | Meaning |
|---|---|---|`;

/** The whole page for a schema given as JSON text. */
export function renderConfigDocs(schemaText) {
  // A key that may stand alone or in a list is found twice.
  const rows = new Map([...listKeys(JSON.parse(schemaText), '')].map((row) => [row[0], row]));
  const lines = [...rows.values()].map(
    ([key, fallback, text]) => `| \`${key}\` | ${fallback} | ${text.replaceAll('|', '\\|')} |`,
  );
  return `${PREFACE}\n${lines.join('\n')}\n`;
}

function* listKeys(schema, prefix) {
  for (const branch of [schema, ...(schema.anyOf ?? [])]) {
    for (const [name, value] of Object.entries(branch.properties ?? {})) {
      const key = prefix + name;
      if (value.description !== undefined) yield [key, toDefault(value), value.description];
      yield* listKeys(value, `${key}.`);
    }
    if (branch.items?.properties !== undefined) yield* listKeys(branch.items, prefix);
    const each = branch.additionalProperties;
    if (typeof each === 'object' && each !== null) yield* listKeys(each, `${prefix}NAME.`);
  }
}

function toDefault({ default: value }) {
  if (Array.isArray(value) && value.length > 0) return `\`[${value.join(', ')}]\``;
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  return `\`${value}\``;
}
