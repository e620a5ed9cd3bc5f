# The value and the depth of each place, in preorder.
def places(summit)
  places = []
  waiting = [[summit, 1]]
  until waiting.empty?
    node, depth = waiting.pop
    places << [node.val, depth]
    waiting << [node.right, depth + 1] if node.right
    waiting << [node.left, depth + 1] if node.left
  end
  places
end

def sunniest_trail(summit, least)
  places = places(summit)
  # Of the first places on the way down, by their number: the sum, the sum lessened, and the number where that is least.
  sums = Array.new(places.size + 1, 0)
  lessened = Array.new(places.size + 1, 0)
  lowest = Array.new(places.size + 1, 0)
  total = -10_001
  length = 1
  loop do
    best = best_total = best_length = 0
    places.each do |value, depth|
      sums[depth] = here = sums[depth - 1] + value
      lessened[depth] = less = length * here - total * depth
      before = lowest[depth - 1]
      lowest[depth] = less < lessened[before] ? depth : before
      next if depth < least

      start = lowest[depth - least]
      next if less - lessened[start] <= best

      best = less - lessened[start]
      best_total = here - sums[start]
      best_length = depth - start
    end
    return total.fdiv(length) if best == 0

    total = best_total
    length = best_length
  end
end
