import { cause, likelyCause, outcry, type RowGroup } from './row.ts';

/** What Go programs say through flag, cobra, net/http, YAML and SQL, and what the go command says of a folder. */
export const GO_APP_ROWS: RowGroup = {
  runtime: 'Go apps',
  root: 'last',
  rows: [
    cause('go-location-missing', /time: missing Location in call to/, [
      'The app uses a time zone that it could not load: the image has no time zone data.',
      'Install `tzdata` in the image, or build the app with `-tags timetzdata`.',
    ]),
    likelyCause('leader-lost', /\bleader ?election lost\b/, [
      'The app has lost its lease, by which one of several instances leads: Kubernetes was not reached in time to renew it, and it ends so that another one takes over.',
      'Look at what it said above of the lease, and at the load of the machine and of the API server. One that runs alone needs no election (`--leader-elect=false`).',
    ]),
    cause(
      'go-flag-twice',
      /\bflag redefined: (?<flag>[\w.-]+)|proto: (?:file|message|enum) "?(?<file>[\w./-]+)"? is already registered/,
      [
        'Two packages of the app define the same flag or protocol, mostly one library in two versions.',
        'Let go.mod bring one version (`go mod why`, `replace`); for protocols `GOLANG_PROTOBUF_REGISTRATION_CONFLICT: warn` under `env` lets it start.',
      ],
    ),
    cause(
      'go-route-conflict',
      /^panic: pattern "(?<pattern>[^"]+)" \(registered at (?<place>[^)]+)\) conflicts with pattern "(?<other>[^"]+)"|^panic: http: multiple registrations for (?<path>\S+)/,
      [
        'Two routes of the app want the same requests: {pattern} and {other}.',
        'Take one of the two out at the places that the message names, or make one of them narrower.',
      ],
    ),
    outcry(
      'influxdb-run',
      /^run: (?<reason>(?:create server|open server|parse config|apply env|write pid file)\b.{3,200}|.{5,150}(?=\. To generate a valid configuration file))/,
      [
        'InfluxDB could not start: {reason}.',
        'Correct what it names; its data are only taken over from versions near its own, and those of a cluster by none.',
      ],
    ),
    likelyCause(
      'api-unauthorized',
      /^(?:[Ee]rror: )?(?:Unauthorized|(?:error: )?You must be logged in to the server \(.{1,120}\)|the server has asked for the client to provide credentials.{0,80})$/,
      [
        'A service does not accept the credentials that the app shows (401): as a rule the API of Kubernetes, whose token or certificate has run out or is of another cluster.',
        'Give it a new one: a service account of this cluster whose token is mounted, or a kubeconfig of it; compare the clocks, too.',
      ],
    ),
    cause(
      'gin-route-conflict',
      /^panic: (?<message>.+ in new path '[^']+' conflicts with existing .+|handlers are already registered for path '[^']+'|wildcard route .+ conflicts with existing .+)/,
      [
        'Two routes of the app cannot stand beside each other: {message}.',
        'Give the wildcards of both the same name, or take one of the two out.',
      ],
    ),
    cause('go-template-missing', /pattern matches no files: [`"](?<pattern>[^`"]+)[`"]/, [
      'The app finds no templates at {pattern}.',
      'Deploy the folder with the app; the path starts at the working directory (`workingDirectory`).',
    ]),
    cause('go-driver-missing', /sql: unknown driver "(?<driver>[^"]+)" \(forgotten import\?\)/, [
      'The app asks for the database driver {driver}, which is not built into it.',
      'Correct the driver’s name in the settings, or build the app with the package that brings it.',
    ]),
    cause('go-sqlite-stub', /Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo/, [
      'The app uses SQLite through C code, and was built without it.',
      'Build it with `CGO_ENABLED=1` and a C compiler, for the C library of the image it runs in.',
    ]),
    cause('go-nil-map', /^panic: assignment to entry in nil map/, [
      'The app writes into a map that was never made.',
      'Look at the first line of the app’s own code under `goroutine`; often a part of the config is empty.',
    ]),
    cause('go-compile-error', /^(?:\.\/|vet: )?(?<place>\S+\.go:\d+:\d+): (?<message>.+)/, [
      'The app is compiled at its start, and {place} does not compile: {message}.',
      'Correct that line, build with `go build` where the app is built, and start the binary.',
    ]),
    // logrus prints its own record as the value; what it means stands in the line of level panic before.
    outcry('go-panic-value', /^panic: (?:\(\*logrus\.Entry\)|main\.\w+\{|\(\S+\)) ?(?:0x[0-9a-f]+|\(0x)/, [
      'The app panicked with a value that cannot be read.',
      'Read the line of the app above it: it says why.',
    ]),
    cause('kubernetes-outside', /unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST/, [
      'The app asks Kubernetes for its neighbours, and does not run in a pod.',
      'Give it a config for a cluster (`KUBECONFIG` under `env`), or switch that part off where it runs outside of Kubernetes.',
    ]),
    cause(
      'go-config-kind',
      /\* (?:'(?<key>[\w.[\]-]+)' expected type '(?<wanted>[^']+)', got unconvertible type '(?<found>[^']+)'|cannot parse '(?<other>[\w.[\]-]+)' as (?<kind>\w+))/,
      [
        'A value of the config is of another kind than the app wants (this line names it).',
        'Correct it: a number or `true` stands without quotes, a list begins with `-`; a variable under `env` is always a text.',
      ],
    ),
    cause('go-migrations-missing', /\bfirst \S{0,100}: file does not exist/, [
      'The app finds no migrations at the path that it looks at.',
      'Deploy the folder with them; `file://` and a relative path start at the working directory (`workingDirectory`).',
    ]),
    cause('go-module-checksum', /^verifying (?<module>\S+): checksum mismatch/, [
      'Go has got other code for {module} than go.sum says.',
      'Look whether the module was published anew (`go clean -modcache`, `go mod tidy`); build where the app is built, and start the binary.',
    ]),
    cause('redis-url-invalid', /\bredis: (?:can't parse URL|invalid (?:URL scheme|database number))/, [
      'The address of Redis is not in a form that its driver can read.',
      'Write it as `redis://USER:PASSWORD@HOST:6379/0` (`rediss://` with TLS), with `%40` and the like for special characters.',
    ]),
    cause('envconfig-value-missing', /\b(?<variable>[A-Z][A-Z0-9]*_[A-Z0-9_]+): missing required value/, [
      'The app reads {variable} from its environment, and that variable is not set.',
      'Set {variable} in the settings of the function or the container, or under `env`.',
    ]),
  ],
};
