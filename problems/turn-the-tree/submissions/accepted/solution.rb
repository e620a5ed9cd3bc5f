def turn_tree(root)
  waiting = [root].compact
  until waiting.empty?
    node = waiting.pop
    node.left, node.right = node.right, node.left
    waiting.push(*[node.left, node.right].compact)
  end
  root
end
