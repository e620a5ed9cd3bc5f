<?php // Asks the kernel for namespaces and priorities, and starts other programs. Expected: ok.
$opened = array_keys(array_filter([
    'unshare' => @pcntl_unshare(CLONE_NEWUSER) || @pcntl_unshare(CLONE_NEWNET),
    'priority' => @pcntl_setpriority(-20),
    'shell' => @shell_exec('echo x') !== null && @shell_exec('echo x') !== false,
    'module' => function_exists('dl') && @dl('/w/main.php'),
]));
print_r($opened);
exit($opened ? 1 : 0);
