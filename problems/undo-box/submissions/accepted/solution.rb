class UndoBox
  def initialize(first)
    @text = first.dup
    @done = []
  end

  def write(text)
    @text << text
    @done << text.size
  end

  def drop(count)
    removed = @text.slice!([@text.size - count, 0].max..)
    @done << removed
    removed.size
  end

  def undo
    return false if @done.empty?

    last = @done.pop
    last.is_a?(String) ? @text << last : @text.slice!(@text.size - last, last)
    true
  end

  def read
    @text
  end
end
