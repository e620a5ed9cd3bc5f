<% macro readers(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }>reader("<{ parameter.type.text }>")<% endfor %>
<% endmacro %>
<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
# The driver of a typed problem: what a person wrote in solution.rb is called with the arguments that stand on stdin; descriptor 3
# takes what it gave. It lies in a module, since a method that people define at the top is one of every object.
autoload :Set, "set"

<% if "linked_list" in uses %>
class ListNode
  attr_accessor :val, :next

  def initialize(val = 0, _next = nil)
    @val = val
    @next = _next
  end
end

<% endif %>
<% if "binary_tree" in uses %>
class TreeNode
  attr_accessor :val, :left, :right

  def initialize(val = 0, left = nil, right = nil)
    @val = val
    @left = left
    @right = right
  end
end

<% endif %>
<% if "nary_tree" in uses %>
class Node
  attr_accessor :val, :children

  def initialize(val = 0, children = [])
    @val = val
    @children = children
  end
end

<% endif %>
<% if "graph" in uses %>
class <{ graph }>
  attr_accessor :val, :neighbors

  def initialize(val = 0, neighbors = nil)
    @val = val
    @neighbors = neighbors || []
  end
end

<% endif %>
module GavelDriver
  # A result with more nodes than this is taken for one that never ends.
  NODES_MAX = 2_000_000

  # What `pack` calls the types that it knows, and their sizes.
  PLAIN = { "int" => ["l<", 4], "long" => ["q<", 8], "double" => ["E", 8], "bool" => ["C", 1], "char" => ["L<", 4] }.freeze

  RANGES = { "int" => (-2**31...2**31), "long" => (-2**63...2**63) }.freeze

  EXPECTED = {
    "int" => "an integer of 32 bits",
    "long" => "an integer of 64 bits",
    "double" => "a number",
    "bool" => "true or false",
    "char" => "a character",
    "string" => "a string of Unicode characters",
    "linked_list" => "a ListNode",
    "binary_tree" => "a TreeNode",
    "nary_tree" => "a Node",
    "graph" => "a <{ graph }>",
  }.freeze

  class Wrong < StandardError
  end

  class << self
    # What is not short is not shown: nodes in it would be shown as often as there are ways to them.
    def wrong(value, expected)
      short = String === value || Numeric === value || [nil, true, false].include?(value)
      shown = short ? value.inspect : "an object of class #{value.class}"
      raise Wrong, "#{shown.size > 60 ? "#{shown[0, 60]}..." : shown} is not #{expected}"
    end

    # Reading. Structures may be deep, so nothing here calls itself but for lists within lists.

    def take(letter, size)
      @place += size
      @data.unpack1(letter, offset: @place - size)
    end

    def take_many(of, count)
      letter, size = PLAIN[of]
      @place += size * count
      @data.unpack("#{letter}#{count}", offset: @place - size * count)
    end

    def word
      take("L<", 4)
    end

    def flag
      take("C", 1) == 1
    end

    def reader(of)
      if of.end_with?("[]")
        list_reader(of[0...-2])
      elsif of.end_with?("?")
        read = reader(of[0...-1])
        -> { flag ? read.call : nil }
      elsif %w[int long double].include?(of)
        letter, size = PLAIN[of]
        -> { take(letter, size) }
      else
        method("read_#{of}")
      end
    end

    def list_reader(item)
      case item
      when "int", "long", "double"
        -> { take_many(item, word) }
      when "char"
        -> { take_many(item, word).pack("U*").chars }
      else
        read = reader(item)
        -> { Array.new(word) { read.call } }
      end
    end

    alias read_bool flag

    def read_char
      [word].pack("U")
    end

    def read_string
      length = word
      @place += length
      @data.byteslice(@place - length, length).force_encoding(Encoding::UTF_8)
    end

<% if "linked_list" in uses %>
    def read_linked_list
      take_many("int", word).reverse_each.inject(nil) { |node, value| ListNode.new(value, node) }
    end

<% endif %>
<% if "binary_tree" in uses %>
    # The places that wait for a node are those of the nodes in turn; the first one is the root's.
    def read_binary_tree
      nodes = []
      word.times do |number|
        node = TreeNode.new(take("l<", 4)) if flag
        if number.odd?
          nodes[number / 2].left = node
        elsif number > 0
          nodes[number / 2 - 1].right = node
        end
        nodes << node if node
      end
      nodes.first
    end

<% endif %>
<% if "nary_tree" in uses %>
    def read_nary_tree
      pairs = take_many("int", 2 * word).each_slice(2).to_a
      nodes = pairs.map { |value, _| Node.new(value) }
      first = 1
      pairs.each_with_index do |(_, count), number|
        nodes[number].children = nodes[first, count]
        first += count
      end
      nodes.first
    end

<% endif %>
<% if "graph" in uses %>
    def read_graph
      nodes = Array.new(word) { |index| <{ graph }>.new(index + 1) }
      nodes.each { |node| node.neighbors = take_many("int", word).map { |number| nodes[number - 1] } }
      nodes.first
    end

<% endif %>
    # Writing.

    def write_length(items)
      @out << [items.size].pack("L<")
    end

    def is?(of, value)
      case of
      when "double" then Numeric === value && value.real?
      when "bool" then true == value || false == value
      else Integer === value && RANGES[of].cover?(value)
      end
    end

    def write_plain(of, values)
      values.each { |value| is?(of, value) || wrong(value, EXPECTED[of]) } unless plain?(of, values)
      values = values.map { |value| value ? 1 : 0 } if of == "bool"
      @out << values.pack("#{PLAIN[of].first}*")
    end

    # Whether it is told at a glance that all are of the type.
    def plain?(of, values)
      return values.all?(Float) if of == "double"

      RANGES.key?(of) && values.all?(Integer) && values.minmax.all? { |value| value.nil? || RANGES[of].cover?(value) }
    end

    def writer(of)
      if of.end_with?("[]")
        list_writer(of[0...-2])
      elsif of.end_with?("?")
        write = writer(of[0...-1])
        lambda do |value|
          @out << (value.nil? ? "\0" : "\1")
          write.call(value) unless value.nil?
        end
      elsif %w[int long double bool].include?(of)
        ->(value) { write_plain(of, [value]) }
      else
        method("write_#{of}")
      end
    end

    def list_writer(item)
      write_items =
        if %w[int long double bool].include?(item)
          ->(items) { write_plain(item, items) }
        else
          write = writer(item)
          ->(items) { items.each { |value| write.call(value) } }
        end
      lambda do |value|
        wrong(value, "an array") unless Array === value
        write_length(value)
        write_items.call(value)
      end
    end

    def utf8(value, of)
      wrong(value, EXPECTED[of]) unless String === value
      text = value.encode(Encoding::UTF_8)
      text.valid_encoding? ? text : wrong(value, EXPECTED[of])
    rescue EncodingError
      wrong(value, EXPECTED[of])
    end

    def write_char(value)
      text = utf8(value, "char")
      wrong(value, EXPECTED["char"]) unless text.size == 1
      @out << [text.ord].pack("L<")
    end

    def write_string(value)
      bytes = utf8(value, "string").b
      write_length(bytes)
      @out << bytes
    end

<% if "linked_list" in uses %>
    def write_linked_list(node)
      values = []
      # A node that was passed: in a cycle it comes again before the list is twice as long.
      passed = nil
      next_passed = 1
      until node.nil?
        values << node.val
        node = node.next
        raise Wrong, "the list has a cycle" if node && node.equal?(passed)

        if values.size == next_passed
          passed = node
          next_passed *= 2
        end
        raise Wrong, "the list has more than #{NODES_MAX} nodes" if values.size > NODES_MAX
      end
      write_length(values)
      write_plain("int", values)
    rescue NoMethodError => error
      wrong(error.receiver, EXPECTED["linked_list"])
    end

<% endif %>
<% if "binary_tree" in uses %>
    def write_binary_tree(root)
      nodes = [root]
      nodes.each do |node|
        nodes.push(node.left, node.right) unless node.nil?
        raise Wrong, "the tree has a cycle, or more than #{NODES_MAX} nodes" if nodes.size > 2 * NODES_MAX
      end
      nodes.pop while !nodes.empty? && nodes.last.nil?
      write_length(nodes)
      nodes.each do |node|
        @out << (node.nil? ? "\0" : "\1")
        write_plain("int", [node.val]) unless node.nil?
      end
    rescue NoMethodError => error
      wrong(error.receiver, EXPECTED["binary_tree"])
    end

<% endif %>
<% if "nary_tree" in uses %>
    def write_nary_tree(root)
      nodes = [root].compact
      numbers = []
      nodes.each do |node|
        children = node.children || []
        numbers << node.val << children.size
        nodes.concat(children)
        raise Wrong, "the tree has a cycle, or more than #{NODES_MAX} nodes" if nodes.size > NODES_MAX
      end
      write_length(nodes)
      write_plain("int", numbers)
    rescue NoMethodError => error
      wrong(error.receiver, EXPECTED["nary_tree"])
    end

<% endif %>
<% if "graph" in uses %>
    def write_graph(root)
      nodes = [root].compact
      seen = {}.compare_by_identity
      seen[root] = true
      nodes.each do |node|
        wrong(node.val, "the value of a node") unless Integer === node.val
        (node.neighbors || []).each do |other|
          nodes << other unless seen.key?(other)
          seen[other] = true
        end
        raise Wrong, "the graph has more than #{NODES_MAX} nodes" if nodes.size > NODES_MAX
      end
      by_number = nodes.sort_by(&:val)
      unless by_number.map(&:val) == [*1..nodes.size] && by_number.first.equal?(root)
        raise Wrong, "the graph's nodes do not have the values 1, 2, ..., or its first one is not 1"
      end
      write_length(nodes)
      write = writer("int[]")
      by_number.each { |node| write.call((node.neighbors || []).map(&:val)) }
    rescue NoMethodError => error
      wrong(error.receiver, EXPECTED["graph"])
    end

<% endif %>
    # The person's code.

    def load
      RubyVM::InstructionSequence.compile_file("solution.rb").eval
    end

    def read_all
      STDIN.binmode
      @data = STDIN.read
      @place = 0
      @out = String.new(encoding: Encoding::BINARY)
    end

    def told(where)
      yield
    rescue Wrong => error
      raise Wrong, "#{where}: #{error.message}"
    end

<% if is_class %>
    def run
      read_all
      # Of each call: its name, the readers of its arguments, and the writer of its result if it has one.
      kinds = [
        [:new, [<{ readers(parameters) }>], nil],
<% for method in methods %>
        [:<{ method.name | snake }>, [<{ readers(method.parameters) }>], <{ "nil" if method.returns.kind == "void" else 'writer("' ~ method.returns.text ~ '")' }>],
<% endfor %>
      ]
      load
      raise Wrong, "solution.rb defines no class <{ name }>" unless defined?(::<{ name }>)

      one = ::<{ name }>
      word.times do |number|
        name, readers, write = kinds[word]
        raise Wrong, "<{ name }> has no method #{name}" unless one.respond_to?(name)

        result = one.public_send(name, *readers.map(&:call))
        one = result if number == 0
        told("#{name} (call #{number}) gave a wrong result") { write.call(result) } if write
      end
    end
<% else %>
    def run
      read_all
      values = [<{ readers(parameters) }>].map(&:call)
      write = writer("<{ answer.text }>")
      load
      unless [:private_method_defined?, :method_defined?].any? { |defined| Object.public_send(defined, :<{ name | snake }>, false) }
        raise Wrong, "solution.rb defines no method <{ name | snake }>"
      end

<% if in_place is not none %>
      yield values
      told("<{ parameters[in_place].name | snake }> is no <{ answer.text }> any more") { write.call(values[<{ in_place }>]) }
<% else %>
      result = yield values
      told("<{ name | snake }> must return <{ answer.text }>") { write.call(result) }
<% endif %>
    end
<% endif %>

    def give
      IO.for_fd(3, "wb").write(@out)
    end

    # Leaves the frames of this file out of an error and its causes.
    def cut(error)
      while error
        error.set_backtrace((error.backtrace || []).reject { |line| line.start_with?("#{__FILE__}:") })
        error = error.cause
      end
    end
  end
end

begin
  GavelDriver.run<% if not is_class %> { |values| <{ name | snake }>(*values) }<% endif %>

  GavelDriver.give
rescue GavelDriver::Wrong => error
  Kernel.abort error.message
rescue StandardError, ScriptError, SystemStackError => error
  GavelDriver.cut(error)
  raise
end
