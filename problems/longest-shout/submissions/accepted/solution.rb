def longest_shout(message)
  runs = message.chars.chunk { |letter| letter == " " ? nil : letter.downcase }
  runs.map { |_, run| run.join }.max_by(&:size) || ""
end
