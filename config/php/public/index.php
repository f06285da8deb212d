<?php
require __DIR__ . '/../shelf.php';
error_log('shelf for ' . ($_SERVER['HTTP_X_REQUEST_ID'] ?? 'nobody'));
?>
<!doctype html>
<title>Shelf</title>
<h1>The shelf</h1>
<ul>
<?php foreach (readShelf() as $number => $title): ?>
  <li><a href="/books/?number=<?= $number ?>"><?= htmlspecialchars($title) ?></a></li>
<?php endforeach ?>
</ul>
