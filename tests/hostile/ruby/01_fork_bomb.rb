# Forks without end. Expected: ok | runtime_error | time_limit | memory_limit.
loop do
  fork
rescue SystemCallError
  next
end
