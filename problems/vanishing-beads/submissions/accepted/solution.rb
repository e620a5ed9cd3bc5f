def vanish_beads(first)
  kept = []
  while first
    if !kept.empty? && kept.last.val == -first.val
      kept.pop
    else
      kept << first
    end
    first = first.next
  end
  kept.reverse.inject(nil) do |left, bead|
    bead.next = left
    bead
  end
end
