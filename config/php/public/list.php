<?php
// Where the shelf was once: its whole new address, made as it always was.
$scheme = ($_SERVER['HTTPS'] ?? '') === 'on' ? 'https' : 'http';
header("Location: $scheme://{$_SERVER['HTTP_HOST']}/", true, 301);
