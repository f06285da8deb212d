import { chooseUpstream } from '../draft/completion.ts';
import type { Draft } from '../draft/draft.ts';
import { suggest } from '../schema/nearest-key.ts';

/** Reports an upstream that cannot be found, has two addresses or none, or cannot be spoken to as the config wants it. */
export function checkUpstream(draft: Draft): void {
  const path = ['upstream', 'process'];
  const name = draft.getText(path);
  if (!draft.has(path)) explainMissing(draft);
  if (name !== null) checkProcess(draft, name);
  if (draft.has(['upstream', 'unix'])) checkSocket(draft);
  else if (name !== null && draft.has(['processes', name])) checkPort(draft, name);
  checkTransport(draft);
}

function explainMissing(draft: Draft): void {
  const choice = chooseUpstream(draft);
  if (draft.report.isSpoiled(['upstream']) || draft.listNames(['processes']).length === 0) return;
  const path = ['processes'];
  if (choice.kind === 'none')
    draft.report.atKey(path, 'no process can answer requests, expected one that is essential and no oneshot');
  if (choice.kind !== 'several') return;
  const expected = `expected \`upstream: { process: … }\` (${choice.names.join(' or ')})`;
  draft.report.atKey(path, `nothing says which process answers requests, ${expected}`);
}

function checkProcess(draft: Draft, name: string): void {
  const { report } = draft;
  const path = ['upstream', 'process'];
  const names = draft.listNames(['processes']);
  if (!names.includes(name)) {
    report.refuse(path, `${report.describeFound(path, name)}, expected the name of a process${suggest(name, names)}`);
    return;
  }
  const isOneshot = draft.get(['processes', name, 'oneshot']) === true;
  const isHelper = draft.get(['processes', name, 'essential']) === false;
  if (isOneshot || isHelper)
    report.refuse(path, `is a ${isOneshot ? 'oneshot' : 'helper'}, expected an essential process`);
}

function checkSocket(draft: Draft): void {
  for (const path of [
    ['upstream', 'port'],
    ['upstream', 'host'],
  ].filter((item) => draft.has(item)))
    draft.report.refuseKey(path, 'contradicts upstream.unix, expected one address');
}

/** A port of `upstream` that became that of the process is not there any more. */
function checkPort(draft: Draft, name: string): void {
  const { report } = draft;
  const label = report.label(['processes', name, 'port']);
  const expected = `expected \`${label}\` (a number, or auto) or \`upstream: { unix: … }\``;
  if (!draft.has(['processes', name, 'port']))
    report.atKey(['processes', name], `no port says where the app listens, ${expected}`);
  else if (draft.has(['upstream', 'port']))
    report.refuse(['upstream', 'port'], `contradicts ${label}, expected one of them`);
}

function checkTransport(draft: Draft): void {
  const { report } = draft;
  const isTls = draft.get(['upstream', 'scheme']) === 'https';
  const isLenient = draft.get(['upstream', 'insecureHTTPParser']) === true;
  if (draft.get(['upstream', 'transport']) === 'h1' && (isTls || isLenient)) {
    const [reason, wish] = isTls
      ? ['speaks no TLS', 'scheme: https']
      : ['has no lenient parser', 'insecureHTTPParser: true'];
    report.refuse(['upstream', 'transport'], `is h1, which ${reason}, expected node-client beside \`${wish}\``);
  }
  if (isTls || report.isSpoiled(['upstream', 'scheme'])) return;
  const tlsPaths = ['verify', 'ca', 'serverName'].map((key) => ['upstream', key]);
  for (const path of tlsPaths.filter((item) => draft.has(item)))
    report.refuseKey(path, 'is for an app that speaks TLS, expected `scheme: https` beside it');
}
