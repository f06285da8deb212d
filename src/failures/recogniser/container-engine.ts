import { cause, likelyCause, type RowGroup } from './row.ts';

/** What Docker, Kubernetes and platforms say of a container that they could not begin. */
export const CONTAINER_ENGINE_ROWS: RowGroup = {
  runtime: 'the engine that runs the container',
  root: 'last',
  rows: [
    likelyCause(
      'image-not-pulled',
      /\b(?:[Ff]ailed to pull(?: and unpack)? image|pull access denied for|manifest (?:for \S+ not found|unknown)|ErrImagePull|ImagePullBackOff|Pull Image failed|repository \S+ not found: does not exist or no pull access)|\bImage '[^']{1,200}' not found\b/,
      [
        'The image of the app could not be fetched: its name or tag is not there, or the registry wants a login.',
        'Correct the name and the tag, push the image for this kind of processor, and give the platform the login of the registry (`imagePullSecrets`).',
      ],
    ),
    cause(
      'docker-socket-forbidden',
      /permission denied while trying to connect to the (?:Docker daemon socket|docker API)/i,
      [
        'The app asks Docker by its socket, and its user may not use that.',
        'Run it as a user of the group that owns /var/run/docker.sock (`group_add` in Compose), or through a proxy for that socket.',
      ],
    ),
    cause(
      'pod-root-refused',
      /container has runAsNonRoot and image (?:will run as root|has non-numeric user \((?<user>[^)]+)\))/,
      [
        'Kubernetes may not start this image as root, and the image names no other user by its number.',
        'Set `USER` to a number in the Dockerfile, or `securityContext.runAsUser` in the pod.',
      ],
    ),
    likelyCause(
      'pod-object-missing',
      /(?:^|: )(?<kind>secret|configmap|persistentvolumeclaim|serviceaccount) "(?<name>[\w./-]+)" not found/i,
      [
        'The pod uses the {kind} {name}, and there is none of that name in its namespace.',
        'Make it first, in the same namespace, or correct its name; one that is marked as optional lets the pod start without.',
      ],
    ),
    cause('pod-key-missing', /\bcouldn't find key (?<key>[\w.-]+) in (?<kind>Secret|ConfigMap) (?<name>\S+)/, [
      'The {kind} {name} has no key {key}.',
      'Add the key, or correct its name in the pod.',
    ]),
    likelyCause('pod-unschedulable', /\b\d+\/\d+ nodes are available: (?<reason>.+)/, [
      'Kubernetes finds no machine for the pod: {reason}',
      'Ask for less (`resources.requests`), add a machine, or correct `nodeSelector`, `tolerations` and the zone of its volume.',
    ]),
    cause('container-mount-kind', /Are you trying to mount a directory onto a file \(or vice-versa\)/, [
      'A file is to be mounted, and on the host a folder has its name: Docker makes one where nothing is.',
      'Remove that folder on the host, put the file there, and start again; a relative path starts at the folder of the Compose file.',
    ]),
    cause(
      'container-mount-missing',
      /\bbind source path does not exist: (?<path>\S+)|\berror while creating mount source path '(?<other>[^']+)'/,
      [
        'A folder or file of the host that is to be mounted is not there, or cannot be made.',
        'Make it on the host (not in the container), and share it with Docker where that runs in a virtual machine.',
      ],
    ),
    cause('container-name-taken', /The container name "(?<name>[^"]+)" is already in use by container/, [
      'A container called {name} is there already, of an earlier start.',
      'Remove it (`docker rm -f`), or start with `--rm` or under another name.',
    ]),
    cause(
      'container-network-missing',
      /\bnetwork (?<name>[\w.-]+) declared as external, but could not be found|\bfrom daemon: .{0,200}?network (?<other>[\w.-]+) not found/,
      [
        'The network that the container is to join is not there.',
        'Make it (`docker network create`), or correct its name; Compose puts the name of the project in front unless `name` says it.',
      ],
    ),
    cause(
      'container-runtime-missing',
      /\b(?:unknown or invalid runtime name|[Uu]nknown runtime specified):? (?<name>\S+)/,
      [
        'The container is to run by {name}, and Docker knows no such runtime.',
        'Install it (for GPUs the NVIDIA container toolkit) and name it in daemon.json, or take `runtime` out.',
      ],
    ),
    cause('platform-command-missing', /\bThe executable `(?<command>[^`]+)` could not be found/, [
      'The platform is to start {command}, and there is no such program in the image.',
      'Correct the start command: one with a space or a variable in it needs a shell (`sh -c "…"`), and what is installed in a virtual environment its full path.',
    ]),
    likelyCause(
      'platform-memory',
      /\bMemory limit of (?<limit>[\d.]+ ?[KMG]i?B?) exceeded with|\b(?:[Oo]ut of|Ran out of) memory \(used over (?<other>[\d.]+ ?[KMG]i?B?)\)/,
      [
        'The app used more memory than its instance has, and the platform ended it.',
        'Take a larger instance, or let the app use less: fewer workers, a limit of its heap below that of the instance.',
      ],
    ),
    cause(
      'kubernetes-forbidden',
      /\bis forbidden: User "(?<user>[^"]+)" cannot (?<verb>\w+) resource "(?<what>[^"]+)"/,
      [
        'Kubernetes does not let {user} {verb} {what}.',
        'Give that service account a role that allows it (`Role` and `RoleBinding`), or name another by `serviceAccountName`.',
      ],
    ),
    cause(
      'kubernetes-kind-missing',
      /\bno matches for kind "(?<kind>[^"]+)" in (?:version|group) "(?<version>[^"]+)"/,
      [
        'The cluster of Kubernetes does not know the kind {kind} ({version}).',
        'Install its definition first (the CRDs of that chart), or use the version that this cluster serves (`kubectl api-resources`).',
      ],
    ),
    cause('kubelet-swap', /[Rr]unning with swap on is not supported, please disable swap/, [
      'The kubelet does not start on a machine with swap.',
      'Switch it off (`swapoff -a`, and its line in /etc/fstab), or set `failSwapOn` to false.',
    ]),
    cause(
      'overlay-missing',
      /'overlay2?' (?:is )?not found as a supported filesystem on this host|\bfailed to mount overlay: (?:no such device|operation not permitted)|\boverlayfs"? snapshotter (?:is not available|cannot be enabled)/i,
      [
        'The kernel of the host has no overlay file system, or does not give it here, and the engine keeps its images on one.',
        'Load it (`modprobe overlay`), use a newer kernel, or another driver (`fuse-overlayfs`, `vfs`); in a container it wants `--privileged` and a volume of its own for the images.',
      ],
    ),
    cause('kernel-cgroup-missing', /\bfailed to find memory cgroup\b|\bcgroup mountpoint does not exist\b/, [
      'The kernel of the host keeps no count of memory by groups (memory cgroup), and the program does not start without it.',
      'Switch it on: on a Raspberry Pi `cgroup_memory=1 cgroup_enable=memory` in cmdline.txt; in a container mount /sys/fs/cgroup.',
    ]),
    cause('exec-not-permitted', /\bexec user process caused:? "?operation not permitted/, [
      'The program of the image may not be run: its disk is mounted without execution, or the sandbox (seccomp, AppArmor, no_new_privs with file capabilities) refuses it.',
      'Look at `noexec` of the mount and at the security options of the container; remove file capabilities from the program (`setcap -r`).',
    ]),
  ],
};
