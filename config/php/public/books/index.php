<?php
require __DIR__ . '/../../shelf.php';
$title = readShelf()[(int) ($_GET['number'] ?? 0)] ?? null;
if ($title === null) {
    http_response_code(404);
}
?>
<!doctype html>
<title>Shelf</title>
<h1><?= htmlspecialchars($title ?? 'No such book') ?></h1>
<p><a href="/">The shelf</a>
