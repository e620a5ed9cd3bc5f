def largest_poster(boards, least)
  largest = 0
  rising = [] # each board's height, and where its poster begins
  [*boards, 0].each_with_index do |height, index|
    start = index
    while !rising.empty? && rising.last[0] >= height
      poster, start = rising.pop
      largest = [largest, poster * (index - start)].max if index - start >= least
    end
    rising << [height, start]
  end
  largest
end
