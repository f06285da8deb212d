// What is in berth, as CycloneDX. npm knows the packages; of them only those count whose code is in the bundle.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** The bill of materials that npm writes, less what is needed to build only, and less chance and clock. */
export function toBom(packages, time) {
  const words = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
  const bom = JSON.parse(execFileSync('npm', words, { encoding: 'utf8', maxBuffer: 2 ** 28 }));
  const bundled = new Set(packages.map(({ name, version }) => `${name}@${version}`));
  const components = bom.components
    .filter((component) => bundled.has(toId(component)))
    .map(({ properties, scope, ...component }) => component)
    .sort((a, b) => compare(a['bom-ref'], b['bom-ref']));
  const known = new Set(components.map(toId));
  const missing = [...bundled].filter((id) => !known.has(id));
  if (missing.length > 0) throw new Error(`npm does not know what is bundled: ${missing.join(', ')}`);
  const { serialNumber, metadata, dependencies, ...rest } = bom;
  const { timestamp, component, ...others } = metadata;
  return {
    ...rest,
    serialNumber: toSerialNumber(components),
    // npm calls it after the folder.
    metadata: {
      timestamp: new Date(time * 1_000).toISOString(),
      ...others,
      component: { ...component, name: 'berth' },
    },
    components,
    dependencies: [{ ref: component['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }],
  };
}

function toId({ group, name, version }) {
  return `${group === undefined ? '' : `${group}/`}${name}@${version}`;
}

/** A UUID (version 8 of RFC 9562, for uses of one's own) that is another if anything in it is. */
function toSerialNumber(components) {
  const hex = createHash('sha256').update(JSON.stringify(components)).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}

function compare(a, b) {
  return Number(a > b) - Number(a < b);
}
