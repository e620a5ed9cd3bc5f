<?php // Looks for files of the host and of Gavel's. Expected: ok.
$paths = [
    '/etc/passwd', '/etc/shadow', '/etc/php', '/root', '/home', '/var', '/run', '/boot', '/sys', '/opt', '/proc/1/environ', '/proc/kcore',
];
$found = array_filter($paths, fn($path) => @is_dir($path) ? array_diff(@scandir($path) ?: [], ['.', '..']) : @file_get_contents($path, length: 64));
print_r($found);
exit($found ? 1 : 0);
