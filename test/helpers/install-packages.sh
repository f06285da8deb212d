#!/bin/sh
# Installs those of the Debian packages $@ that are missing: one caller after the other, under a lock that the kernel gives
# back when its holder dies, and with a policy that keeps packages from starting the services they bring.
set -eu
exec 9>/tmp/berth-test-packages.lock
flock 9
needed=$(for name in "$@"; do
  dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || echo "$name"
done)
[ -n "$needed" ] || exit 0
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
fi
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get -qq update 9>&-
apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 install $needed 9>&-
