OPPOSITE = { "N" => "S", "S" => "N", "E" => "W", "W" => "E" }.freeze

thread = []
gets.strip.each_char do |step|
  if thread.last == OPPOSITE[step]
    thread.pop
  else
    thread << step
  end
end
puts thread.size, thread.join
