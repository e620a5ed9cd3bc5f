def sort_into_drawers(words)
  drawers = words.group_by do |word|
    names = {}
    word.each_char.map { |letter| names[letter] ||= names.size }
  end
  drawers.values
end
