$stdin.read.split.drop(1).each do |word|
  radius = word.to_f
  puts "#{Math::PI * radius**2} #{2 * Math::PI * radius}"
end
