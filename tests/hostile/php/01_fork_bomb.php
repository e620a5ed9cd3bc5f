<?php // Forks without end. Expected: ok | runtime_error | time_limit | memory_limit.
error_reporting(0);
while (true) {
    pcntl_fork();
}
