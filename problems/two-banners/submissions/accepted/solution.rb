def two_banners(farm)
  group = { farm => 0 }.compare_by_identity
  groups = [[], []]
  queue = [farm]
  queue.each do |here|
    mine = group[here]
    groups[mine] << here.val
    here.neighbors.each do |other|
      return [] if group[other] == mine
      next if group.key?(other)

      group[other] = 1 - mine
      queue << other
    end
  end
  groups
end
