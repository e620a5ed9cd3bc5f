lines = $stdin.read.lines
plates = lines[1].split
at = 0
lines.drop(2).each do |line|
  event, argument = line.split
  if event == "turn"
    at = (at + argument.to_i) % plates.size
    next
  end
  puts plates[at]
  plates[at] = argument if event == "swap"
end
