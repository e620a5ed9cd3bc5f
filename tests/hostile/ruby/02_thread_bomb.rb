# Starts threads without end. Expected: ok | runtime_error | time_limit | memory_limit.
loop { Thread.new { sleep } }
