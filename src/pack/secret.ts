import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Entry, FileEntry } from './entry.ts';

/** Larger files hold more than a key; of what holds one, the key stands near the beginning. */
const MOST_BYTES = 65_536;

/** Published by others, with the keys of their tests. */
const OF_OTHERS = /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor)\//;

/** A name that gives a secret away whatever the file holds. */
const NAMES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\.env(?!\.(?:example|sample|template|dist|defaults?)$)(?:\..+)?$/, 'settings with secrets (.env)'],
  [/^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/, 'a private key of SSH'],
  [/\.(?:p12|pfx)$/i, 'a key with its certificate (PKCS #12)'],
  [/^(?:\.netrc|_netrc|\.pgpass|\.my\.cnf|\.git-credentials|\.pypirc|\.htpasswd)$/, 'passwords'],
];

/** What only the text of a file tells. */
const TEXTS: ReadonlyArray<readonly [RegExp, RegExp, string]> = [
  [/\.json$/i, /"type"\s*:\s*"service_account"/, 'the key of a service account'],
  [/^\.npmrc$/, /^\s*(?:\/\/\S+:)?(?:_authToken|_auth|_password)\s*=\s*(?!\$\{)\S/m, 'a token of npm'],
  [/^\.yarnrc\.yml$/, /^\s*npmAuth(?:Token|Ident):\s*["']?(?!\$\{)[^\s"']/m, 'a token of npm'],
  [/^(?:config|\.dockercfg)(?:\.json)?$/, /"auth"\s*:\s*"[A-Za-z0-9+/=]{8,}"/, 'the password of an image registry'],
  [
    /^(?:credentials|config)$/,
    /^\s*(?:aws_secret_access_key|access_key_secret)\s*=\s*\S/m,
    'the keys of a cloud account',
  ],
  [
    /./,
    /-----BEGIN (?:[A-Z0-9]+ ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])*[A-Za-z0-9+/=:,\-\s\\]{48}/,
    'a private key',
  ],
];

/** The history of a repository, with all that was ever removed from it. */
const REPOSITORY = /(?:^|\/)\.(?:git|hg|svn)$/;

/** Something that must not leave the house unasked. */
export interface Secret {
  readonly path: string;
  /** What it is, never what it says. */
  readonly kind: string;
}

/** Finds what looks like a secret by its name or its first 64 KiB. What packages of others hold is not looked at. */
export async function findSecrets(entries: readonly Entry[]): Promise<Secret[]> {
  const found: Secret[] = [];
  for (const entry of entries) {
    const kind = OF_OTHERS.test(entry.path) ? null : await judge(entry);
    if (kind !== null) found.push({ path: entry.path, kind });
  }
  return found;
}

async function judge(entry: Entry): Promise<string | null> {
  const name = basename(entry.path);
  if (entry.kind === 'folder') return REPOSITORY.test(entry.path) ? 'the history of the repository' : null;
  if (entry.kind === 'text') return null;
  const byName = NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
  if (byName !== null || entry.kind === 'link') return byName;
  const patterns = TEXTS.filter(([names]) => names.test(name));
  const text = await readStart(entry);
  return patterns.find(([, pattern]) => pattern.test(text))?.[2] ?? null;
}

/** As Latin-1, in which every byte is a character: what is looked for is ASCII. */
async function readStart({ source, sizeBytes }: FileEntry): Promise<string> {
  const file = await open(source, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(MOST_BYTES, sizeBytes)));
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
