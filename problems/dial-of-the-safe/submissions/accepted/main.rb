$stdout.sync = true

low = 1
high = gets.to_i
loop do
  middle = (low + high) / 2
  puts "try #{middle}"
  case gets.strip
  when "open" then break
  when "higher" then low = middle + 1
  else high = middle - 1
  end
end
