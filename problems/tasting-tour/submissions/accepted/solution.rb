def count_tours(stalls, most)
  counts = Hash.new(0)
  tours = start = 0
  stalls.each_with_index do |dish, last|
    counts[dish] += 1
    while counts.size > most
      first = stalls[start]
      start += 1
      counts[first] -= 1
      counts.delete(first) if counts[first] == 0
    end
    tours += last - start + 1
  end
  tours
end
