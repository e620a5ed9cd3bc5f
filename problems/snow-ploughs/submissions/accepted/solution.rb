def enough?(time, homes, ploughs)
  home = 0
  ploughs.each do |plough|
    left = plough - homes[home]
    return false if left > time

    left = 0 if left < 0
    reach = plough + [time - 2 * left, (time - left) / 2].max
    next if homes[home] > reach

    home = (home...homes.size).bsearch { |index| homes[index] > reach }
    return true if home.nil?
  end
  false
end

def clear_street(homes, ploughs)
  (0..3_000_000_000).bsearch { |time| enough?(time, homes, ploughs) }
end
