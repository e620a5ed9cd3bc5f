def turns_needed(shown, wanted)
  return nil if shown.size != wanted.size
  return 0 if wanted.empty?

  beads = wanted.codepoints
  # What comes before a place of the second is as long as what of its beginning fits there.
  fits = [0]
  length = 0
  beads.drop(1).each do |bead|
    length = fits[length - 1] while length > 0 && beads[length] != bead
    length += 1 if beads[length] == bead
    fits << length
  end
  length = 0
  (shown + shown).each_codepoint.with_index do |bead, index|
    length = fits[length - 1] while length > 0 && beads[length] != bead
    length += 1 if beads[length] == bead
    return index + 1 - length if length == beads.size
  end
  nil
end
