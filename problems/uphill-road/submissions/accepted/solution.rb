class Heap
  def initialize
    @items = []
  end

  def top = @items.first

  def push(item)
    at = @items.size
    @items << item
    while at > 0 && item > @items[(at - 1) / 2]
      @items[at] = @items[(at - 1) / 2]
      at = (at - 1) / 2
    end
    @items[at] = item
  end

  def replace_top(item)
    at = 0
    while (child = 2 * at + 1) < @items.size
      child += 1 if child + 1 < @items.size && @items[child + 1] > @items[child]
      break if item >= @items[child]

      @items[at] = @items[child]
      at = child
    end
    @items[at] = item
  end
end

def uphill_road(heights)
  bends = Heap.new
  cost = 0
  heights.each do |height|
    bends.push(height)
    next if bends.top <= height

    cost += bends.top - height
    bends.replace_top(height)
  end
  cost
end
