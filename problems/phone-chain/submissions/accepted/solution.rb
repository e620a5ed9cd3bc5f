def phone_chain(leader)
  members = [leader]
  members.each { |member| members.concat(member.children) }
  calls = Array.new(members.size)
  last = members.size
  (members.size - 1).downto(0) do |index|
    first = last - members[index].children.size
    minute = 0
    rest = 0
    calls[first...last].sort_by { |below, _| -below }.each do |below, minutes|
      minute += minutes
      rest = [rest, minute + below].max
    end
    calls[index] = [rest, members[index].val]
    last = first
  end
  calls[0][0]
end
