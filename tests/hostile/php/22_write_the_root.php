<?php // Writes where it must not. Expected: ok.
$opened = [];
foreach (['/', '/usr', '/usr/bin', '/usr/lib', '/lib', '/proc', '/proc/sys/kernel', '/dev', '/etc'] as $place) {
    if (@file_put_contents("$place/gavel-was-here", 'x') !== false) {
        $opened[] = $place;
    }
}
foreach (['/usr/bin/php', '/usr/lib/php', '/lib', '/w'] as $place) {
    if (@unlink($place) || @chmod($place, 0777) || @rename($place, "{$place}2")) {
        $opened[] = $place;
    }
}
print_r($opened);
exit($opened ? 1 : 0);
