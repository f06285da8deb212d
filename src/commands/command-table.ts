import { RUN_OPTIONS } from './flag.ts';

/** All flags of all commands: a name means the same wherever it stands. */
export const OPTIONS = {
  ...RUN_OPTIONS,
  keep: { type: 'boolean' },
  json: { type: 'boolean' },
  status: { type: 'string' },
  'dry-run': { type: 'boolean' },
  run: { type: 'boolean' },
  pick: { type: 'string' },
  platform: { type: 'string' },
  output: { type: 'string', short: 'o' },
  image: { type: 'boolean' },
  base: { type: 'string' },
  'with-node': { type: 'boolean' },
  'with-secrets': { type: 'boolean' },
  unchecked: { type: 'boolean' },
  memory: { type: 'string' },
  env: { type: 'string', multiple: true },
  path: { type: 'string', multiple: true },
  body: { type: 'string' },
  event: { type: 'string' },
  host: { type: 'string' },
  deadline: { type: 'string' },
  idle: { type: 'string' },
  freeze: { type: 'string' },
  grace: { type: 'string' },
  timeout: { type: 'string' },
  'with-network': { type: 'boolean' },
  writable: { type: 'boolean' },
  'show-output': { type: 'boolean' },
} as const;

/** What all flags say, and what stands behind the command's name. */
export interface CommandFlags {
  readonly config: string | null;
  readonly port: string | null;
  /** `key.path=value`, in the order given. */
  readonly set: readonly string[];
  readonly operands: readonly string[];
  readonly keep: boolean;
  readonly json: boolean;
  readonly status: string | null;
  readonly dryRun: boolean;
  readonly run: boolean;
  readonly pick: string | null;
  readonly platform: string | null;
  readonly output: string | null;
  readonly image: boolean;
  readonly base: string | null;
  readonly withNode: boolean;
  readonly withSecrets: boolean;
  readonly unchecked: boolean;
  readonly rehearsal: RehearsalFlags;
}

/** What only `rehearse` reads, as it was written. */
export interface RehearsalFlags {
  readonly memory: string | null;
  /** `NAME=VALUE`. */
  readonly env: readonly string[];
  readonly paths: readonly string[];
  readonly body: string | null;
  readonly event: string | null;
  readonly host: string | null;
  readonly deadline: string | null;
  readonly idle: string | null;
  readonly freeze: string | null;
  readonly grace: string | null;
  readonly timeout: string | null;
  readonly withNetwork: boolean;
  readonly writable: boolean;
  readonly showOutput: boolean;
}

/** A flag as the help of its command shows it. */
interface FlagRow {
  /** Of what its value is: `FILE`; null if it has none. */
  readonly value: string | null;
  readonly meaning: string;
}

/** One command, as its help, the completion and the reading of its flags need it. */
export interface CommandRow {
  /** What it does, in half a line. */
  readonly summary: string;
  /** Its operands as the help shows them. */
  readonly operands: '' | 'DIR' | 'FILE' | 'SHELL';
  readonly areOperandsNeeded: boolean;
  readonly flags: Readonly<Partial<Record<keyof typeof OPTIONS, FlagRow>>>;
  /** What else its help says, whole lines. */
  readonly more: string;
}

const CONFIG_FLAGS: CommandRow['flags'] = {
  config: { value: 'FILE', meaning: 'the config instead of BERTH_CONFIG, or berth.yaml beside the bootstrap file' },
  port: { value: 'N', meaning: 'where berth listens, instead of the platform’s port or 9000; 0: any free one' },
  set: { value: 'KEY.PATH=VALUE', meaning: 'a key of the config, which it beats; may be given several times' },
};

const EXPLAIN_MORE = `FILE may be of any size, in UTF-8 or UTF-16, packed with gzip; - is stdin: docker logs app 2>&1 | berth explain -
Its last 200 lines are read here and sent nowhere.
Exit status: 0 explained, 1 nothing in it is known, 64 wrong usage, 66 FILE cannot be read.
What certainty means, and how to report a miss: docs/diagnosis.md.
`;

export type CommandName = 'run' | 'check' | 'init' | 'pack' | 'rehearse' | 'schema' | 'explain' | 'completion';

/** All commands by name, in the order of the help. */
export const COMMANDS: Readonly<Record<CommandName, CommandRow>> = {
  run: {
    summary: 'start the app and serve it (the default)',
    operands: '',
    areOperandsNeeded: false,
    flags: CONFIG_FLAGS,
    more: 'Exit status: 0 after a stop that was asked for, else that of the failure: docs/failures.md.\n',
  },
  check: {
    summary: 'validate the config without starting anything',
    operands: 'FILE',
    areOperandsNeeded: false,
    flags: {
      ...CONFIG_FLAGS,
      keep: { value: null, meaning: 'keep beside the config, as FILE.kept, what a start then need not find out again' },
    },
    more: 'FILE is another way to write --config FILE. Exit status: 0 all is well, 78 the config is wrong.\n',
  },
  init: {
    summary: 'find out how the app of a folder is started, and write its berth.yaml',
    operands: 'DIR',
    areOperandsNeeded: false,
    flags: {
      'dry-run': { value: null, meaning: 'show the config, and write and start nothing' },
      run: { value: null, meaning: 'start the app and serve it, as `berth run` does, and say when it is ready' },
      pick: { value: 'N', meaning: 'of several ways to start it the one with this number' },
      port: { value: 'N', meaning: 'with --run: where berth listens' },
      set: { value: 'KEY.PATH=VALUE', meaning: 'with --run: a key of the config, which it beats' },
    },
    more: 'Puts the bootstrap file and berth itself beside it. Overwrites nothing, and says all that it does.\n',
  },
  pack: {
    summary: 'put the app and berth into a package for a platform',
    operands: 'DIR',
    areOperandsNeeded: false,
    flags: {
      platform: {
        value: 'NAME',
        meaning: 'fc (the default), knative, cloudrun, container (Kubernetes, Podman, Docker) or lambda-web',
      },
      output: { value: 'FILE', meaning: 'a name with .zip, or a folder, which must be new or empty (also -o)' },
      image: { value: null, meaning: 'a folder with a Containerfile and its context' },
      base: { value: 'IMAGE', meaning: 'with --image: what to build on, instead of one by the programs of the config' },
      'with-node': { value: null, meaning: 'put the running Node.js in, for a platform that has none' },
      'with-secrets': { value: null, meaning: 'pack also what looks like a secret' },
      unchecked: { value: null, meaning: 'pack also what could not start here' },
    },
    more: 'What .berthignore (else .fcignore, .dockerignore) names is left out. docs/packing.md tells the rest.\n',
  },
  rehearse: {
    summary: 'run a deployable folder as its platform would, and say what would go wrong there',
    operands: 'DIR',
    areOperandsNeeded: false,
    flags: {
      platform: { value: 'NAME', meaning: 'fc (the default), knative, cloudrun or lambda-web' },
      port: { value: 'N', meaning: 'the port of the function, instead of the platform’s own' },
      memory: { value: 'MB', meaning: 'the memory of the function: 512 without it' },
      env: { value: 'NAME=VALUE', meaning: 'a variable of the function; may be given several times' },
      host: { value: 'NAME', meaning: 'the domain by which visitors come' },
      path: { value: 'PATH', meaning: 'what to ask for instead of /; may be given several times' },
      body: { value: 'SIZE', meaning: 'of the body to send, such as 2MiB: the platform’s limit without it' },
      event: { value: 'FILE', meaning: 'what a trigger sends, which the app is to understand' },
      deadline: { value: 'TIME', meaning: 'how long a start may take, such as 30s: the platform’s limit without it' },
      idle: { value: 'TIME', meaning: 'how long a connection is left without a call: 7s without it' },
      freeze: { value: 'TIME', meaning: 'how long the instance is frozen: 2s without it' },
      timeout: { value: 'TIME', meaning: 'the time limit of the function, for each call: 60s without it' },
      grace: { value: 'TIME', meaning: 'how long a stop may take: the platform’s limit, or 10s' },
      'with-network': { value: null, meaning: 'leave it the network of this machine, where its database is' },
      writable: { value: null, meaning: 'let it write into its code folder, and say what it wrote' },
      'show-output': { value: null, meaning: 'show all that the app wrote, on stderr' },
      json: { value: null, meaning: 'one object: each step with its state, code, what was seen and what to do' },
    },
    more: `DIR is what the platform gets: berth pack -o DIR makes one, and any folder with a bootstrap file is one.
Exit status: 0 the platform would take it, 1 it would not. docs/rehearsing.md tells the rest.
`,
  },
  schema: {
    summary: 'print the JSON Schema of berth.yaml',
    operands: '',
    areOperandsNeeded: false,
    flags: {},
    more: 'Editors complete and explain the file by it. docs/config.md says the same for people.\n',
  },
  explain: {
    summary: 'say why a server failed, by the end of its log',
    operands: 'FILE',
    areOperandsNeeded: true,
    flags: {
      status: {
        value: 'STATUS',
        meaning: 'how it ended: the exit status from 0 to 255, or a signal such as SIGKILL',
      },
      json: { value: null, meaning: 'one object: cause, cure, certainty, evidence and the numbers of its lines' },
    },
    more: EXPLAIN_MORE,
  },
  completion: {
    summary: 'print what completes these words in bash or zsh',
    operands: 'SHELL',
    areOperandsNeeded: true,
    flags: {},
    more: `SHELL is bash or zsh. In ~/.bashrc: source <(berth completion bash)
In a folder of zsh's fpath: berth completion zsh > _berth
`,
  },
};
