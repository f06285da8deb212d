<?php
// WordPress's settings, all of them from the environment (berth.yaml says which); wp-config-extra.php in the data folder
// may define anything first.
$data = getenv('WORDPRESS_DATA');
if (is_file("$data/wp-config-extra.php")) {
    require "$data/wp-config-extra.php";
}

$settings = ['DB_HOST', 'DB_NAME', 'DB_USER', 'DB_PASSWORD'];
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $use) {
    array_push($settings, "{$use}_KEY", "{$use}_SALT");
}
foreach ($settings as $name) {
    $value = getenv("WORDPRESS_$name");
    if (!defined($name) && is_string($value) && ($value !== '' || $name === 'DB_PASSWORD')) {
        define($name, $value);
    }
}
require "$data/keys.php";
defined('DB_CHARSET') || define('DB_CHARSET', 'utf8mb4');
$table_prefix = getenv('WORDPRESS_TABLE_PREFIX') ?: ($table_prefix ?? 'wp_');

// TLS ends at the platform; nginx turns X-Forwarded-Proto into HTTPS. Without a fixed address the visitor's own is used,
// port included, so that no link or redirect leaves the host the visitor came by.
$url = getenv('WORDPRESS_URL') ?: null;
$host = $_SERVER['HTTP_HOST'] ?? '';
if ($url === null && preg_match('/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d+)?$/i', $host)) {
    $url = (($_SERVER['HTTPS'] ?? '') === 'on' ? 'https' : 'http') . '://' . $host;
}
if ($url !== null) {
    defined('WP_HOME') || define('WP_HOME', rtrim($url, '/'));
    defined('WP_SITEURL') || define('WP_SITEURL', WP_HOME);
}

// The real path: plugins compare it with their own, which PHP has already followed through the links.
defined('WP_CONTENT_DIR') || define('WP_CONTENT_DIR', realpath(ABSPATH . 'wp-content'));
defined('WP_TEMP_DIR') || define('WP_TEMP_DIR', sys_get_temp_dir());
// WordPress's own files belong to the package, or to the deployed folder: only what is in the data folder can change.
defined('AUTOMATIC_UPDATER_DISABLED') || define('AUTOMATIC_UPDATER_DISABLED', true);
defined('FS_METHOD') || define('FS_METHOD', 'direct');
defined('WP_DEBUG') || define('WP_DEBUG', false);
unset($data, $settings, $use, $name, $value, $url, $host);

require_once ABSPATH . 'wp-settings.php';
