# The length of one side of the hull, from the first post to the last.
def side(posts)
  hull = []
  posts.each do |x, y|
    while hull.size >= 2
      (ax, ay), (bx, by) = hull.last(2)
      break if (bx - ax) * (y - by) > (by - ay) * (x - bx)

      hull.pop
    end
    hull << [x, y]
  end
  hull.each_cons(2).sum { |(ax, ay), (bx, by)| Math.hypot(bx - ax, by - ay) }
end

posts = $stdin.read.split.drop(1).map(&:to_i).each_slice(2).sort
puts side(posts) + side(posts.reverse)
