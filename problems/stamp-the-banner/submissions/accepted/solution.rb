def cheapest_banner(banner, stamps, prices)
  cost = Array.new(banner.size + 1, Float::INFINITY)
  cost[0] = 0
  banner.size.times do |place|
    next if cost[place] == Float::INFINITY

    stamps.each_with_index do |stamp, index|
      total = cost[place] + prices[index]
      cost[place + stamp.size] = total if banner[place, stamp.size] == stamp && total < cost[place + stamp.size]
    end
  end
  cost.last == Float::INFINITY ? nil : cost.last
end
