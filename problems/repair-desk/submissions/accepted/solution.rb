class RepairDesk
  def initialize
    @things = Hash.new { |things, urgency| things[urgency] = [] }
    @urgencies = []
    @waiting = 0
  end

  def bring(thing, urgency)
    unless @things.key?(urgency)
      place = @urgencies.bsearch_index { |other| other > urgency } || @urgencies.size
      @urgencies.insert(place, urgency)
    end
    @things[urgency] << thing
    @waiting += 1
  end

  def take
    return nil if @urgencies.empty?

    things = @things[@urgencies.last]
    thing = things.shift
    @things.delete(@urgencies.pop) if things.empty?
    @waiting -= 1
    thing
  end

  def waiting
    @waiting
  end
end
