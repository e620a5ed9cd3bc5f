def best_evenings(gains)
  third = second = best = yesterday = 0
  gains.each do |gain|
    now = [best, [second, third + yesterday].max + gain].max
    third, second, best, yesterday = second, best, now, gain
  end
  best
end
