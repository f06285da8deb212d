import type { Diagnosis } from '../../core/diagnosis.ts';

const OVERRIDDEN = /Overriding address\(es\) '[^']*'\. Binding to endpoints defined/;
const LISTENING = /Now listening on: https?:\/\//;

/**
 * Says what tells an ASP.NET Core app its address, where it listens elsewhere: what does so depends on where it has its own
 * from. Any other diagnosis comes back as it is.
 */
export function nameKestrelCure(diagnosis: Diagnosis, lines: readonly string[]): Diagnosis {
  const isOverridden = lines.some((line) => OVERRIDDEN.test(line));
  if (!isOverridden && !lines.some((line) => LISTENING.test(line))) return diagnosis;
  const [setting] = /^Set `[^`]+`/.exec(diagnosis.cure) ?? [];
  const first =
    setting === undefined ? 'Name in `port` what the app listens on' : `${setting}, which is what the app has`;
  const evidence = [...diagnosis.evidence, ...lines.filter((line) => OVERRIDDEN.test(line)).map((line) => line.trim())];
  const cure = isOverridden ? OWN_ENDPOINTS : OWN_URL;
  return { ...diagnosis, cure: `${first}. ${cure}`, evidence };
}

const OWN_ENDPOINTS = `It has endpoints of its own, and then \`ASPNETCORE_URLS\` is not looked at. Those of its settings (\`Kestrel:Endpoints\`) are set by their names, e.g. \`Kestrel__Endpoints__Http__Url: http://127.0.0.1:\${port}\` under \`env\`; those of its code (\`UseKestrel\`, \`Listen…\`) only there.`;

const OWN_URL = `Or set \`ASPNETCORE_URLS: http://127.0.0.1:\${port}\` under \`env\`, unless its code names an address (\`UseUrls\`, \`Run(url)\`), which beats that.`;
