class ParadeLine
  Person = Struct.new(:name, :height)

  def initialize
    @line = []
    @tall = []
  end

  def join(name, height)
    person = Person.new(name, height)
    @tall.pop while !@tall.empty? && @tall.last.height < height
    @tall << person
    @line << person
  end

  def leave
    return "" if @line.empty?

    first = @line.shift
    @tall.shift if @tall.first.equal?(first)
    first.name
  end

  def tallest
    @tall.empty? ? "" : @tall.first.name
  end
end
