def turn_carousel(first, turns)
  return nil if first.nil?

  count = 1
  last = first
  while last.next
    last = last.next
    count += 1
  end
  last.next = first
  (count - turns % count).times { last = last.next }
  gate = last.next
  last.next = nil
  gate
end
