/** One that no machine has: what listens on 127.0.0.1 alone cannot be reached by it. */
export const ADDRESS = '21.0.0.7';
/** Below the scratch folder, once the system is there. */
export const STARTED = 'started';

/** $1: scratch folder, $2: code folder, $3: what not to show, $4: `net` for a network of its own, $5: `rw` for code that can be written to. */
const HEAD = `
set -e
scratch=$1 code=$2 hidden=$3 net=$4 access=$5
shift 5
system=$scratch/system root=$scratch/system/root
{
  if [ "$net" = net ]; then ip link set lo up; ip addr add ${ADDRESS}/32 dev lo; fi
  mounts=$(cut -d ' ' -f 5 /proc/self/mountinfo)
  mount -t tmpfs -o mode=755 tmpfs "$system"
  mkdir "$root" "$system/up" "$system/work" "$system/code-up" "$system/code-work"
`;

/** All of this machine's files under a layer that takes what is written. */
const UNDER_A_LAYER = `
  mount -t overlay -o "lowerdir=/,upperdir=$system/up,workdir=$system/work" overlay "$root"
  for at in $mounts; do
    case $at in / | /proc | /proc/* | /sys | /sys/* | /dev | /dev/* | /tmp | /tmp/* | "$scratch"*) continue ;; esac
    mount -o bind,ro "$at" "$root$at" || :
  done
  mount --rbind /dev "$root/dev"
  mount --rbind /sys "$root/sys" || :
`;

/** The same files, read-only as far as that can be had: a user may put no layer over what is mounted by others. */
const READ_ONLY = `
  for at in /*; do
    case $at in /proc | /tmp | /code) continue ;; esac
    if [ -L "$at" ]; then cp -P "$at" "$root$at"; continue; fi
    [ -d "$at" ] || continue
    mkdir "$root$at"
    mount --rbind "$at" "$root$at"
    case $at in /dev | /sys) ;; *) mount -o remount,bind,ro "$root$at" || : ;; esac
  done
  mkdir "$root/proc" "$root/tmp"
`;

const TAIL = `
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" || :
  mount --bind "$scratch/tmp" "$root/tmp"
  [ -d "$root/code" ] || mkdir "$root/code"
  if [ "$access" = rw ]; then
    layers="lowerdir=$code,upperdir=$system/code-up,workdir=$system/code-work"
    mount -t overlay -o "$layers" overlay "$root/code" || mount -t overlay -o "$layers,userxattr" overlay "$root/code"
  else
    mount --bind "$code" "$root/code"
    mount -o remount,bind,ro "$root/code"
  fi
  [ -z "$hidden" ] || mount -t tmpfs -o ro,mode=755 tmpfs "$root$hidden" || :
  : >"$scratch/${STARTED}"
} >/dev/null
exec "$@" 2>&3 3>&-
`;

/** Makes the system of root: files, processes, an empty /tmp and a network of its own, and the code folder at /code. */
export const ROOT_SETUP = `${HEAD}${UNDER_A_LAYER}${TAIL}`;

/** Makes that of any other user: all but the code folder and /tmp is read-only. */
export const USER_SETUP = `${HEAD}${READ_ONLY}${TAIL}`;
