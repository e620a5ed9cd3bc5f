def quiet_gaps(noises, opens, closes, shortest)
  gaps = []
  quiet = opens
  [*noises, [closes, closes]].sort.each do |start, finish|
    start = [start, closes].min
    gaps << [quiet, start] if start - quiet >= shortest
    quiet = [quiet, finish].max
  end
  gaps
end
