NEVER = Float::INFINITY

# The minute in which each cell is reached; it is entered only before the minute in `limits`.
def spread(hall, columns, starts, limits)
  reached = Array.new(hall.size, NEVER)
  starts.each { |cell| reached[cell] = 0 }
  minute = 0
  until starts.empty?
    minute += 1
    entered = []
    starts.each do |cell|
      [cell - 1, cell + 1, cell - columns, cell + columns].each do |following|
        next unless reached[following] == NEVER && minute < limits[following] && hall[following] != "#"

        reached[following] = minute
        entered << following
      end
    end
    starts = entered
  end
  reached
end

_, columns, *rows = $stdin.read.split
columns = columns.to_i + 2
wall = "#" * columns
hall = (wall + rows.map { |row| "##{row}#" }.join + wall).chars
smoke = spread(hall, columns, hall.each_index.select { |cell| hall[cell] == "S" }, Array.new(hall.size, NEVER))
guest = spread(hall, columns, [hall.index("G")], smoke)
best = hall.each_index.select { |cell| hall[cell] == "D" }.map { |cell| guest[cell] }.min || NEVER
puts best == NEVER ? "trapped" : best
