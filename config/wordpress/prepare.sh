#!/bin/sh
# Lays out, in berth's run directory, the folder that nginx and PHP see: WordPress's own files, its wp-config.php from this
# folder, and wp-content from the data folder, where everything that must last is kept.
set -eu

fail() {
  echo "prepare: $*" >&2
  exit 1
}

here=$(dirname "$0")
user=$WORDPRESS_USER
site=$RUN_DIR/site

[ -f "$WORDPRESS_SOURCE/wp-load.php" ] || fail "no WordPress in $WORDPRESS_SOURCE; set WORDPRESS_SOURCE to its folder"
source=$(cd "$WORDPRESS_SOURCE" && pwd -P)
mkdir -p "$WORDPRESS_DATA" || fail "cannot create the data folder $WORDPRESS_DATA; set WORDPRESS_DATA to a writable folder"
data=$(cd "$WORDPRESS_DATA" && pwd -P)
content=$data/wp-content

for folder in uploads upgrade languages mu-plugins plugins themes; do
  mkdir -p "$content/$folder"
done
# What the package ships is linked, so that it follows the package's updates; what a user installs stands beside it. A plugin
# that loads WordPress by a path from its own folder would look for it where the link leads: it is copied, at each start.
for part in themes plugins; do
  for entry in "$source/wp-content/$part"/*; do
    own=$content/$part/$(basename "$entry")
    if [ -d "$entry" ] && [ ! -e "$own" ] && grep -rqE --include='*.php' 'wp-(load|blog-header)\.php|\.\./wp-config\.php' "$entry"; then
      mkdir "$own" && : > "$own/.from-source"
    fi
    if [ -e "$own/.from-source" ]; then
      cp -R "$entry/." "$own/"
    elif [ -e "$entry" ] && [ ! -e "$own" ]; then
      ln -sfn "$entry" "$own"
    fi
  done
done

# Cookies and nonces stay valid only while these stay the same, so they are made once. The hard link makes the first of
# several instances that share a data folder win, and no instance ever reads half a file.
if [ ! -e "$data/keys.php" ]; then
  umask 077
  {
    echo '<?php'
    for name in AUTH_KEY SECURE_AUTH_KEY LOGGED_IN_KEY NONCE_KEY AUTH_SALT SECURE_AUTH_SALT LOGGED_IN_SALT NONCE_SALT; do
      key=$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')
      [ ${#key} = 64 ] || fail 'cannot read /dev/urandom'
      echo "defined('$name') || define('$name', '$key');"
    done
  } > "$data/keys.php.$$"
  ln "$data/keys.php.$$" "$data/keys.php" 2>/dev/null || [ -e "$data/keys.php" ] || fail "cannot write $data/keys.php"
  rm -f "$data/keys.php.$$"
  umask 022
fi

# Some plugins load WordPress by a path from their own folder, which PHP has followed through the link to the data folder.
for name in wp-load wp-config wp-blog-header; do
  [ -e "$data/$name.php" ] || echo "<?php require \$_SERVER['DOCUMENT_ROOT'] . '/$name.php';" > "$data/$name.php"
  chmod a+r "$data/$name.php" 2>/dev/null || :
done

# What loads WordPress looks for its wp-config.php beside itself, and PHP takes a linked file for the one that the link leads
# to: such files are copied, and all others linked.
rm -rf "$site"
mkdir -p "$site" "$RUN_DIR/tmp" "$RUN_DIR/nginx"
for entry in "$source"/*; do
  case ${entry##*/} in
    wp-content | wp-config.php) ;;
    wp-admin | *.php) cp -Rp "$entry" "$site/" ;;
    *) ln -s "$entry" "$site/" ;;
  esac
done
cp "$here/wp-config.php" "$site/wp-config.php"
chmod 644 "$site/wp-config.php"
ln -sfn "$content" "$site/wp-content"
ln -sfn "$data" "$RUN_DIR/data"

# As root, nginx and PHP give up their rights and work as another user: of all others only that one is let through the run
# directory, whose socket is open to everybody, and the data must be its own.
if [ "$(id -u)" = 0 ]; then
  group=$(id -gn "$user") || fail "there is no user $user; set WORDPRESS_USER"
  chgrp "$group" "$RUN_DIR" && chmod 710 "$RUN_DIR"
  chown "$user:$group" "$RUN_DIR/tmp" "$data/keys.php"
  for folder in "$content" "$content"/*; do
    [ ! -d "$folder" ] || [ "$(stat -c %U "$folder")" = "$user" ] || chown -R -h "$user:$group" "$folder"
  done
  setpriv --reuid "$user" --regid "$group" --init-groups test -w "$content/uploads" ||
    fail "user $user cannot write to $content/uploads; every folder above it must let $user through"
fi
