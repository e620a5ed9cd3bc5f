def spare_lamps(starts, ends)
  spare = Array.new(starts.size, true)
  changes = starts.each_with_index.map { |place, lamp| [place, 1, lamp] }
  changes.concat(ends.each_with_index.map { |place, lamp| [place, -1, lamp] })
  on = lamps = place = 0
  changes.sort.each do |next_place, change, lamp|
    spare[lamps] = false if on == 1 && next_place > place
    place = next_place
    lamps ^= lamp
    on += change
  end
  spare
end
