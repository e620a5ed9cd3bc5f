class MooringWall
  def initialize(length)
    @size = 1 << length.bit_length
    # A tree of maxima; its leaves are the lengths of the free stretches by their first metre.
    @free = Array.new(2 * @size, 0)
    @begin_of = {}
    @boats = {}
    set(0, length)
  end

  def moor(boat)
    return -1 if @free[1] < boat

    place = 1
    while place < @size
      place *= 2
      place += 1 if @free[place] < boat
    end
    start = place - @size
    left = @free[place] - boat
    set(start, 0)
    set(start + boat, left) if left > 0
    @boats[start] = boat
    start
  end

  def leave(start)
    boat = @boats.delete(start)
    return 0 if boat.nil?

    first = start
    last = start + boat
    before = @begin_of.fetch(start, start)
    first = before if before + @free[@size + before] == start
    after = @free[@size + last]
    if after > 0
      set(last, 0)
      last += after
    end
    set(first, last - first)
    boat
  end

  def longest
    @free[1]
  end

  private

  def set(start, length)
    place = @size + start
    @free[place] = length
    while place > 1
      place /= 2
      left = @free[2 * place]
      right = @free[2 * place + 1]
      @free[place] = left > right ? left : right
    end
    @begin_of[start + length] = start if length > 0
  end
end
