<?php // Ends in its end, again and again. Expected: runtime_error | time_limit.
class Last
{
    function __destruct()
    {
        exit(7);
    }
}
$last = new Last();
register_shutdown_function(fn() => exit(7));
ob_start(fn($text) => exit(7));
