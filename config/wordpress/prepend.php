<?php
// WordPress takes its wp-config.php from ABSPATH, and would set it to where its linked files really are.
define('ABSPATH', $_SERVER['DOCUMENT_ROOT'] . '/');
