<?php
function readShelf(): array
{
    return [1 => 'The Voyage Out', 2 => 'Night and Day', 3 => 'Jacob’s Room'];
}
