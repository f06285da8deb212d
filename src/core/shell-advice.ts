type Advice = (match: RegExpExecArray) => string;

const REST = String.raw`\s*(?:&&|;)\s*(?<rest>[^&|;<>\`$]+)$`;
const WITHOUT_SHELL = String.raw`[^&|;<>\`$\s]+`;

/** What people mean by a line of shell, by its form; tried from the top. */
const BY_LINE: ReadonlyArray<readonly [line: RegExp, advice: Advice]> = [
  [
    new RegExp(`^(?:cd|pushd)\\s+(?<folder>${WITHOUT_SHELL})${REST}`),
    ({ groups }) => `set \`workingDirectory: ${groups?.['folder']}\` and \`command: ${groups?.['rest']?.trim()}\``,
  ],
  [
    new RegExp(`^(?:source|\\.)\\s+(?<bin>${WITHOUT_SHELL}/)activate${REST}`),
    ({ groups }) =>
      `a virtual environment is chosen by the path of its programs: \`command: ${groups?.['bin']}${groups?.['rest']?.trim()}\``,
  ],
  [
    new RegExp(`^(?:export\\s+)?(?<name>[A-Za-z_]\\w*)=(?<value>${WITHOUT_SHELL})${REST}`),
    ({ groups }) =>
      `set \`env: { ${groups?.['name']}: ${groups?.['value']} }\` and \`command: ${groups?.['rest']?.trim()}\``,
  ],
];

/** The same by what of the shell it uses. */
const BY_OPERATOR: ReadonlyArray<readonly [operator: RegExp, advice: string]> = [
  [/^&$/, 'leave out the `&` (and `nohup`), since berth runs beside the app by itself'],
  [/^\|$/, 'leave out what is behind it if it only keeps the output, which berth passes on'],
  [/^\d?>{1,2}$/, 'leave out the redirection, since berth passes on what the app prints'],
  [/^(?:`|\$\()$/, 'put the value in with `env` or in a start script'],
  [/^(?:&&|;)$/, 'make what has to end before the server a process of its own with `oneshot: true`'],
];

/** What to do about a line that uses something of the shell, as a clause behind a colon. */
export function adviseOnLine(line: string, operator: string): string {
  const text = line.trim();
  for (const [pattern, advise] of BY_LINE) {
    const match = pattern.exec(text);
    if (match !== null) return advise(match);
  }
  return BY_OPERATOR.find(([pattern]) => pattern.test(operator))?.[1] ?? 'quote it';
}

/** `C:\app\run.exe`, `.\run.bat`, `\\server\share`: what no Linux has. */
const WINDOWS_PATH = /^(?:[A-Za-z]:\\[\w.]|\.{1,2}\\\w|\\\\\w+\\|[\w-]+\\[\w\\-]+\.(?:exe|bat|cmd|com|ps1)$)/;

/** The fault of a word that is a path of Windows, whose backslashes would fall away; null if it is none. */
export function describeWindowsPath(word: string): string | null {
  if (!WINDOWS_PATH.test(word)) return null;
  return `has ${word}, a path of Windows: write the path of this system, with / in place of \\`;
}
