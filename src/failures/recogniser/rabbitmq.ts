import { cause, likelyCause, type RowGroup, symptom } from './row.ts';

/** What RabbitMQ, Erlang’s nodes and mix say of neighbours, data and dependencies that they lack. */
export const RABBITMQ_ROWS: RowGroup = {
  runtime: 'RabbitMQ and Erlang’s nodes',
  root: 'last',
  rows: [
    cause('rabbitmq-host-unknown', /\bepmd error for host "?(?<host>[\w.-]+)"?: (?<reason>.+)/, [
      'RabbitMQ cannot use the name of its own host, {host}: {reason}.',
      'Let the name resolve to this machine (/etc/hosts, `hostname` in Compose), or set `RABBITMQ_NODENAME: rabbit@localhost` under `env`.',
    ]),
    cause('rabbitmq-data-version', /\bschema_integrity_check_failed\b/, [
      'The data of RabbitMQ is of another version than the one that runs.',
      'Run the version that wrote it and upgrade step by step with all feature flags on, or empty the folder if the queues may go.',
    ]),
    cause('rabbitmq-feature-flag', /Feature flags: `(?<flag>\w+)`: required feature flag not enabled/, [
      'This RabbitMQ wants the feature flag {flag}, and the data was left by a version in which it was off.',
      'Start the version before, run `rabbitmqctl enable_feature_flag all`, and upgrade then.',
    ]),
    cause('rabbitmq-tables-awaited', /\btimeout_waiting_for_tables\b/, [
      'RabbitMQ waits for the other members of its cluster, which hold its data: they are not there, or it had another name when the data was made.',
      'Give each member a host name that stays (`hostname`, a StatefulSet), start all of them, or run `rabbitmqctl force_boot` on the one that ended last.',
    ]),
    cause('rabbitmq-node-running', /\bnode with name "?(?<node>[\w.@-]+)"? (?:is )?already running on/, [
      'Another Erlang node with the name {node} runs on this machine: an earlier RabbitMQ, mostly.',
      'End it first, or give this one another `RABBITMQ_NODENAME` under `env`.',
    ]),
    symptom('rabbitmq-unreached', /\bunable to perform an operation on node '(?<node>[^']+)'/, [
      'The tool rabbitmqctl does not reach the node {node}: it does not run (yet), has another name or another cookie.',
      'Let it wait (`rabbitmqctl wait`, or a `readiness` that asks for it), and give both the same host name and the same .erlang.cookie.',
    ]),
    cause(
      'erlang-cookie-differs',
      /Authentication failed \(rejected by the remote node\), please check the Erlang cookie|Connection attempt from disallowed node|rejected by the remote node due to an incorrect cookie/,
      [
        'Two Erlang nodes have different cookies, and do not talk to each other.',
        'Give all of them the same `RELEASE_COOKIE` (`RABBITMQ_ERLANG_COOKIE`), or the same file .erlang.cookie in the home folder of their user.',
      ],
    ),
    cause('rabbitmq-cluster-apart', /thinks it's clustered with node|\binconsistent_cluster\b/, [
      'Members of the RabbitMQ cluster do not agree on who belongs to it: one was made anew.',
      'Take the lost member out on the others (`rabbitmqctl forget_cluster_node`), and let it join with an empty folder.',
    ]),
    cause(
      'erlang-app-missing',
      /could not find application file: (?<app>\w+)\.app|\{"no such file or directory","(?<other>\w+)\.app"\}/,
      [
        'A part of Erlang or a dependency that the app starts with is not installed.',
        'Install all of Erlang (Debian splits it: `erlang`, not `erlang-base`), or add the dependency to mix.exs and build the release anew.',
      ],
    ),
    likelyCause(
      'mix-dependency-native',
      /[Cc]ould not compile dependency :(?<name>\w+), "(?<command>[^"]+)" (?:command )?failed/,
      [
        'The dependency {name} could not be built (`{command}`).',
        'Read what the compiler says above; native ones need `make` and a C compiler where the image is built. Build a release there, and start that.',
      ],
    ),
    cause('rabbitmq-setting-unknown', /You've tried to set (?<setting>\S+), but there is no setting with that name/, [
      'The config of RabbitMQ has {setting}, which this version does not know.',
      'Correct it in rabbitmq.conf, or take it out; settings of a plugin need the plugin.',
    ]),
  ],
};
