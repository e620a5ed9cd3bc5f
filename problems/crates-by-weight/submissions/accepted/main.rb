$stdout.sync = true

def lighter?(one, other)
  puts "weigh #{one} #{other}"
  gets.strip == "lighter"
end

order = []
(1..gets.to_i).each do |crate|
  place = order.bsearch_index { |other| lighter?(crate, other) } || order.size
  order.insert(place, crate)
end
puts "order #{order.join(' ')}"
