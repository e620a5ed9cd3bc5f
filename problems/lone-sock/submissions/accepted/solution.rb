def lone_sock(socks)
  counts = socks.tally
  socks.find { |kind| counts[kind].odd? } || "-"
end
