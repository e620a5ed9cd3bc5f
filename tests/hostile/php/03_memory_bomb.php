<?php // Takes memory without end. Expected: memory_limit.
$kept = [];
while (true) {
    $kept[] = str_repeat('x', 8 << 20);
}
