/** A program that runs another one, which its words name. */
interface Wrapper {
  readonly names: RegExp;
  /** Flags that take the next word. */
  readonly valueFlags?: RegExp;
  /** Flags known to stand alone, their value in them. After any other flag nothing is claimed. */
  readonly plainFlags?: RegExp;
  /** Words between the flags and the program: a user, a duration. */
  readonly operands?: number;
}

const NONE = /^$/;

const WRAPPERS: readonly Wrapper[] = [
  { names: /^(?:nohup|exec|command|time|catchsegv|unbuffer)$/ },
  {
    names: /^env$/,
    valueFlags: /^(?:-u|-C|--unset|--chdir)$/,
    plainFlags: /^(?:-[i0v]|--ignore-environment|--(?:unset|chdir)=.*|-|\w+=.*)$/s,
  },
  { names: /^nice$/, valueFlags: /^(?:-n|--adjustment)$/, plainFlags: /^(?:-n?-?\d+|--adjustment=.+)$/ },
  { names: /^ionice$/, valueFlags: /^-[cn]$/, plainFlags: /^(?:-[cn]\d|-t)$/ },
  { names: /^setsid$/, plainFlags: /^(?:-[cfw]|--(?:ctty|fork|wait))$/ },
  { names: /^stdbuf$/, valueFlags: /^-[ioe]$/, plainFlags: /^(?:-[ioe].+|--(?:input|output|error)=.+)$/ },
  {
    names: /^timeout$/,
    valueFlags: /^(?:-[ks]|--kill-after|--signal)$/,
    plainFlags: /^(?:-v|--(?:preserve-status|foreground|verbose)|--(?:kill-after|signal)=.+)$/,
    operands: 1,
  },
  { names: /^taskset$/, plainFlags: /^(?:-c|--cpu-list)$/, operands: 1 },
  { names: /^chrt$/, plainFlags: /^-[bfior]$/, operands: 1 },
  {
    names: /^setpriv$/,
    valueFlags:
      /^--(?:(?:r|e|re)?[ug]id|groups|(?:inh|ambient)-caps|bounding-set|securebits|pdeathsig|selinux-label|apparmor-profile)$/,
    plainFlags: /^--(?:(?:clear|keep|init)-groups|no-new-privs|nnp|reset-env|[\w-]+=.*)$/,
  },
  { names: /^(?:gosu|su-exec|s6-setuidgid)$/, operands: 1 },
  { names: /^chpst$/, valueFlags: /^-[uUbe]$/, plainFlags: /^-[vP012]$/ },
  { names: /^runuser$/, valueFlags: /^(?:-[ugG]|--(?:user|group))$/, plainFlags: /^--(?:user|group)=.+$/ },
  {
    names: /^(?:sudo|doas)$/,
    valueFlags: /^(?:-[ugh]|--(?:user|group))$/,
    plainFlags: /^(?:-[EHnS]+|--(?:preserve-env.*|set-home|non-interactive)|\w+=.*)$/,
  },
  { names: /^(?:tini|tini-static|dumb-init|catatonit)$/, valueFlags: /^-[pe]$/, plainFlags: /^-[svwgc]+$/ },
];

/** The words of the command that a wrapper runs; null for a program that is none, or whose flags are not all known. */
export function unwrap(words: readonly string[]): string[] | null {
  const name = (words[0] ?? '').replace(/^.*\//, '');
  const wrapper = WRAPPERS.find(({ names }) => names.test(name));
  if (wrapper === undefined) return null;
  const { valueFlags = NONE, plainFlags = NONE, operands = 0 } = wrapper;
  let at = 1;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      at++;
      break;
    }
    if (valueFlags.test(word)) at++;
    else if (!plainFlags.test(word)) break;
  }
  const rest = words.slice(at + operands);
  return rest.length === 0 || rest[0]!.startsWith('-') ? null : rest;
}

/** The text that a shell or `su` is given to run, and its further words ($0, $1…); null where it is given none. */
export function findShellText(
  words: readonly string[],
): { readonly text: string; readonly operands: readonly string[] } | null {
  const name = (words[0] ?? '').replace(/^.*\//, '');
  const isShell = /^(?:sh|bash|dash|ash|ksh|zsh)$/.test(name);
  if (!isShell && !/^(?:su|runuser)$/.test(name)) return null;
  const at = words.findIndex(
    (word, index) => index > 0 && (isShell ? /^-[a-z]*c[a-z]*$/ : /^(?:-c|--command)$/).test(word),
  );
  const text = words[at + 1];
  const isBefore = words.slice(1, at).every((word) => !isShell || /^[-+]/.test(word) || word === 'pipefail');
  return at < 1 || text === undefined || !isBefore ? null : { text, operands: isShell ? words.slice(at + 2) : [] };
}
