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
defined('WP_CONTENT_DIR') || define('WP_CONTENT_DIR', realpath("$data/wp-content"));
defined('WP_TEMP_DIR') || define('WP_TEMP_DIR', sys_get_temp_dir());
defined('FS_METHOD') || define('FS_METHOD', 'direct');
defined('WP_DEBUG') || define('WP_DEBUG', false);
defined('DISABLE_WP_CRON') || define('DISABLE_WP_CRON', getenv('WORDPRESS_CRON') === 'timer');

// WordPress's own files belong to the package, or to the deployed folder: only what is in the data folder can change. So
// nobody is offered a new WordPress, and Site Health does not call it a fault that none comes by itself.
defined('WP_AUTO_UPDATE_CORE') || define('WP_AUTO_UPDATE_CORE', false);
$GLOBALS['wp_filter']['file_mod_allowed'][10][] = [
    'accepted_args' => 2,
    'function' => static fn ($isAllowed, $context) => $isAllowed && $context !== 'capability_update_core',
];
$GLOBALS['wp_filter']['site_status_tests'][10][] = [
    'accepted_args' => 1,
    'function' => static fn ($tests) => array_replace($tests, ['async' => array_diff_key($tests['async'], ['background_updates' => 0])]),
];

// WordPress asks itself: so it starts its cron, and so Site Health finds out whether it can. From here its public address
// may be out of reach, and TLS ends before it; so nginx is asked, and told what the platform would have told it.
$GLOBALS['wp_filter']['pre_http_request'][10][] = [
    'accepted_args' => 3,
    'function' => static function ($answer, $request, $url) {
        $own = defined('WP_HOME') ? parse_url(WP_HOME) : [];
        $asked = parse_url($url) ?: [];
        foreach (['scheme', 'host', 'port'] as $part) {
            if ($answer !== false || ($asked[$part] ?? '') !== ($own[$part] ?? '')) {
                return $answer;
            }
        }
        $request['reject_unsafe_urls'] = false;
        $request['headers'] = [
            'Host' => $asked['host'] . (isset($asked['port']) ? ":$asked[port]" : ''),
            'X-Forwarded-Proto' => $asked['scheme'],
            'X-Request-Id' => $_SERVER['HTTP_X_REQUEST_ID'] ?? '',
        ] + (array) $request['headers'];
        $path = ($asked['path'] ?? '/') . (isset($asked['query']) ? "?$asked[query]" : '');
        return wp_remote_request(getenv('WORDPRESS_INSIDE') . $path, $request);
    },
];
unset($data, $settings, $use, $name, $value, $url, $host);

// WordPress tells nobody why it cannot reach its database, or store a file: the log is told.
register_shutdown_function(static function () {
    if (http_response_code() < 500) {
        return;
    }
    $number = function_exists('mysqli_connect_errno') ? mysqli_connect_errno() : 0;
    if ($number !== 0) {
        error_log("mysqli_real_connect(): (HY000/$number): " . mysqli_connect_error());
    }
    foreach ([WP_CONTENT_DIR . '/uploads', sys_get_temp_dir()] as $folder) {
        $free = @disk_free_space($folder);
        if ($free !== false && $free < 65536) {
            error_log("$folder: No space left on device");
        }
    }
});

defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
