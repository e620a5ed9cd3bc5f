<?php // A loop without end, with PHP's own guards taken away. Expected: time_limit.
set_time_limit(0);
pcntl_async_signals(true);
pcntl_signal(SIGXCPU, fn() => null);
while (true) {
}
