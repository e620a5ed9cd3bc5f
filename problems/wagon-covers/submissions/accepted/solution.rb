class Heap
  def initialize
    @items = []
  end

  def top = @items.first

  def push(item)
    at = @items.size
    @items << item
    while at > 0 && (item <=> @items[(at - 1) / 2]) < 0
      @items[at] = @items[(at - 1) / 2]
      at = (at - 1) / 2
    end
    @items[at] = item
  end

  def pop
    top = @items.first
    item = @items.pop
    return top if @items.empty?

    at = 0
    while (child = 2 * at + 1) < @items.size
      child += 1 if child + 1 < @items.size && (@items[child + 1] <=> @items[child]) < 0
      break if (item <=> @items[child]) <= 0

      @items[at] = @items[child]
      at = child
    end
    @items[at] = item
    top
  end
end

def cheapest_covers(weights, heights, limit)
  best = [0]
  queue = []
  sums = {}
  heap = Heap.new
  first = left = weight = 0
  heights.each_with_index do |height, index|
    weight += weights[index]
    while weight > limit
      weight -= weights[left]
      left += 1
    end
    while first < queue.size && queue[first] < left
      sums.delete(queue[first])
      first += 1
    end
    sums.delete(queue.pop) while first < queue.size && heights[queue.last] <= height
    if first < queue.size
      sums[index] = best[queue.last + 1] + height
      heap.push([sums[index], index])
    end
    queue << index
    total = best[left] + heights[queue[first]]
    if sums[queue[first]] != total
      sums[queue[first]] = total
      heap.push([total, queue[first]])
    end
    heap.pop while sums[heap.top[1]] != heap.top[0]
    best << heap.top[0]
  end
  best.last
end
