def best_average(profits, days)
  total = best = profits.first(days).sum
  profits.drop(days).each_with_index do |profit, index|
    total += profit - profits[index]
    best = [best, total].max
  end
  best.fdiv(days)
end
