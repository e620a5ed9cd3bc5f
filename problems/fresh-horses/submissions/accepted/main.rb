# Slopes fall from a to c: whether b is nowhere below both others.
def useless?(a, b, c)
  (c[1] - a[1]) * (a[0] - b[0]) <= (b[1] - a[1]) * (a[0] - c[0])
end

_, length, *numbers = $stdin.read.split.map(&:to_i)
lines = [[0, 0]]
first = 0
best = 0
numbers.each_slice(2).chain([[length, 0]]).each do |x, fee|
  first += 1 while first + 1 < lines.size && lines[first + 1][0] * x + lines[first + 1][1] <= lines[first][0] * x + lines[first][1]
  slope, start = lines[first]
  best = slope * x + start + x * x + fee
  line = [-2 * x, best + x * x]
  lines.pop while lines.size - first >= 2 && useless?(lines[-2], lines[-1], line)
  lines << line
end
puts best
