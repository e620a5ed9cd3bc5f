# Ends with the first error of syntax in a person's files; says nothing where there is none, as `ruby -c` would.
Dir["*.rb"].sort.each do |file|
  RubyVM::InstructionSequence.compile_file(file)
rescue SyntaxError => error
  abort error.message
end
