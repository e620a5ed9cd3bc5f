# Prints without end. Expected: output_limit.
loop { puts "x" * 65_536 }
