class Heap
  def initialize
    @items = []
  end

  def empty? = @items.empty?

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

def prices_from(station, rides)
  prices = Array.new(rides.size, Float::INFINITY)
  prices[station] = 0
  waiting = Heap.new
  waiting.push([0, station])
  until waiting.empty?
    price, here = waiting.pop
    next if price > prices[here]

    rides[here].each do |other, more|
      next if price + more >= prices[other]

      prices[other] = price + more
      waiting.push([price + more, other])
    end
  end
  prices
end

def cheapest_trip(stations, tracks, start, goal)
  return 0 if start == goal

  rides = Array.new(stations) { [] }
  tracks.each do |one, other, price|
    rides[one] << [other, price]
    rides[other] << [one, price]
  end
  before = prices_from(start, rides)
  after = prices_from(goal, rides)
  least = tracks.flat_map { |one, other, _| [before[one] + after[other], before[other] + after[one]] }.min
  least.nil? || least == Float::INFINITY ? nil : least
end
