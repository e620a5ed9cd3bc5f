def average_walk(houses, people)
  everyone = people.sum
  return 0.0 if everyone < 2

  total = [0, 1].sum do |axis|
    line = houses.zip(people).map { |house, count| [house[axis], count] }.sort
    before = 0
    line.each_cons(2).sum do |(place, count), (following, _)|
      before += count
      (following - place) * (before * (everyone - before))
    end
  end
  total / (everyone * (everyone - 1) / 2)
end
