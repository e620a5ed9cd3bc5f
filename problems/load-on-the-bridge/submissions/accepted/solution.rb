def greatest_load(convoys)
  changes = Hash.new(0)
  convoys.each do |first, last, weight|
    changes[first] += weight
    changes[last + 1] -= weight
  end
  load = 0
  changes.sort.map { |_, change| load += change }.max || 0
end
