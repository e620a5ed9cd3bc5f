def add_flows(mouth)
  places = [mouth].compact
  places.each { |place| places.concat([place.left, place.right].compact) }
  places.reverse_each do |place|
    [place.left, place.right].compact.each { |arm| place.val += arm.val }
  end
end
