import { type Facts, toPortPath } from '../draft/fact.ts';
import { suggest } from '../schema/nearest-key.ts';
import { type ConfigPath, describePath, getAt } from '../source/place.ts';
import type { Report } from '../source/report.ts';

/** Reports an upstream that cannot be found, has two addresses or none, or shares a port with somebody else. */
export function checkUpstream(tree: unknown, facts: Facts, listenPort: number | null, report: Report): void {
  checkUpstreamProcess(tree, facts, report);
  checkAddress(tree, facts, report);
  checkPorts(tree, facts, listenPort, report);
  checkTransport(tree, report);
}

function checkTransport(tree: unknown, report: Report): void {
  const isTls = getAt(tree, ['upstream', 'scheme']) === 'https';
  const isLenient = getAt(tree, ['upstream', 'insecureHTTPParser']) === true;
  if (getAt(tree, ['upstream', 'transport']) === 'h1' && (isTls || isLenient)) {
    const wish = isTls ? '`scheme: https`' : '`insecureHTTPParser: true`';
    const reason = isTls ? 'speaks no TLS' : 'has no lenient parser';
    report.atValue(
      ['upstream', 'transport'],
      `upstream.transport is h1, which ${reason}, expected node-client beside ${wish}`,
    );
  }
  for (const key of isTls || report.problems.isSpoiled(['upstream', 'scheme']) ? [] : ['verify', 'ca', 'serverName']) {
    if (getAt(tree, ['upstream', key]) === undefined) continue;
    report.atKey(
      ['upstream', key],
      `upstream.${key} is for an app that speaks TLS, expected \`scheme: https\` beside it`,
    );
  }
}

function checkUpstreamProcess(tree: unknown, facts: Facts, report: Report): void {
  const path = ['upstream', 'process'];
  const name = getAt(tree, path);
  if (name === undefined) {
    const hasProcesses = facts.processNames.length > 0;
    if (
      hasProcesses &&
      facts.upstreamName === null &&
      getAt(tree, ['upstream', 'process']) === undefined &&
      !hasCircle(facts, report)
    ) {
      report.atKey(['processes'], 'no process can answer requests, expected one that is essential and no oneshot');
    }
    return;
  }
  if (typeof name !== 'string') return;
  if (!facts.processNames.includes(name)) {
    report.atValue(
      path,
      `upstream.process ${report.describeFound(path, name)}, expected the name of a process${suggest(name, facts.processNames)}`,
    );
    return;
  }
  const isOneshot = getAt(tree, ['processes', name, 'oneshot']) === true;
  const isHelper = getAt(tree, ['processes', name, 'essential']) === false;
  if (isOneshot || isHelper) {
    report.atValue(path, `upstream.process is a ${isOneshot ? 'oneshot' : 'helper'}, expected an essential process`);
  }
}

function hasCircle(facts: Facts, report: Report): boolean {
  return facts.processNames.some((name) => report.problems.isSpoiled(['processes', name, 'after']));
}

function checkAddress(tree: unknown, facts: Facts, report: Report): void {
  const port = getAt(tree, ['upstream', 'port']);
  const unix = getAt(tree, ['upstream', 'unix']);
  if (unix !== undefined) {
    for (const key of ['port', 'host']) {
      if (getAt(tree, ['upstream', key]) === undefined) continue;
      report.atKey(['upstream', key], `upstream.${key} contradicts upstream.unix, expected one address`);
    }
    return;
  }
  const name = facts.upstreamName;
  if (name === null) return;
  const portPath = toPortPath(facts.isShortForm, name);
  const own = getAt(tree, portPath);
  if (own === undefined && port === undefined) {
    if (facts.isShortForm && getAt(tree, ['command']) === undefined) return;
    const others =
      facts.isShortForm || getAt(tree, ['upstream', 'process']) !== undefined ? [] : [...facts.ports.keys()];
    if (others.length > 1) {
      report.atKey(
        ['processes'],
        `nothing says which process answers requests, expected \`upstream: { process: … }\` (${others.join(' or ')})`,
      );
      return;
    }
    const where = facts.isShortForm ? '`port`' : '`upstream: { port: … }`, or `upstream: { unix: … }`';
    report.atKey(
      facts.isShortForm ? ['command'] : ['processes', name],
      `no port says where ${facts.isShortForm ? 'the app' : `'${name}'`} listens, expected ${where} (a number, or auto)`,
    );
  } else if (own !== undefined && port !== undefined && own !== port) {
    report.atValue(['upstream', 'port'], `upstream.port contradicts ${describePath(portPath)}, expected one of them`);
  }
}

function checkPorts(tree: unknown, facts: Facts, listenPort: number | null, report: Report): void {
  const owners = new Map<number, string>();
  for (const [name, port] of facts.ports) {
    if (port === null) continue;
    const path = findPortPath(tree, name, facts);
    const owner = owners.get(port);
    if (owner !== undefined) {
      report.atValue(
        path,
        `${describePath(path)} ${report.describeFound(path, port)}, as is the port of '${owner}', expected one of its own`,
      );
    } else if (port === listenPort) {
      report.atValue(
        path,
        `${describePath(path)} ${report.describeFound(path, port)}, as is berth's own port, expected another (or auto)`,
      );
    }
    owners.set(port, name);
  }
}

function findPortPath(tree: unknown, name: string, facts: Facts): ConfigPath {
  const own = toPortPath(facts.isShortForm, name);
  return getAt(tree, own) === undefined ? ['upstream', 'port'] : own;
}
