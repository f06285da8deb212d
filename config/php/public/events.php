<?php
header('Content-Type: text/event-stream');
while (ob_get_level() > 0) {
    ob_end_flush();
}
echo "data: opened\n\n";
flush();
sleep(1);
echo "data: closed\n\n";
