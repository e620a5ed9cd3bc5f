<% macro type(of) %>
<% if of.kind == "list" %><{ type(of.of) }>[]<% elif of.kind == "optional" %><{ type(of.of) }>, nil<% else %><{ {
  "void": "Void", "int": "Integer", "long": "Integer", "double": "Float", "bool": "Boolean", "char": "Character", "string": "String",
  "linked_list": "ListNode", "binary_tree": "TreeNode", "nary_tree": "Node", "graph": "GraphNode" if "nary_tree" in uses else "Node",
}[of.kind] }><% endif %>
<% endmacro %>
<% macro plain(of) %>
<{ {"list": "[]", "int": "0", "long": "0", "double": "0.0", "bool": "false", "char": "\" \"", "string": "\"\""}[of.kind] | default("nil") }>
<%- endmacro %>
<% macro names(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }><{ parameter.name | snake }><% endfor %>
<% endmacro %>
<% macro documented(parameters, returns, indent) %>
<% for parameter in parameters %>
<{ indent }># @param {<{ type(parameter.type) }>} <{ parameter.name | snake }>
<% endfor %>
<% if returns %>
<{ indent }># @return {<{ type(returns) }>}
<% endif %>
<% endmacro %>
<% if "linked_list" in uses %>
# A list's node is there already:
# class ListNode
#   attr_accessor :val, :next
#   def initialize(val = 0, _next = nil)
#     @val = val
#     @next = _next
#   end
# end

<% endif %>
<% if "binary_tree" in uses %>
# A tree's node is there already:
# class TreeNode
#   attr_accessor :val, :left, :right
#   def initialize(val = 0, left = nil, right = nil)
#     @val = val
#     @left = left
#     @right = right
#   end
# end

<% endif %>
<% if "nary_tree" in uses %>
# A tree's node is there already:
# class Node
#   attr_accessor :val, :children
#   def initialize(val = 0, children = [])
#     @val = val
#     @children = children
#   end
# end

<% endif %>
<% if "graph" in uses %>
# A graph's node is there already:
# class <{ "GraphNode" if "nary_tree" in uses else "Node" }>
#   attr_accessor :val, :neighbors
#   def initialize(val = 0, neighbors = nil)
#     @val = val
#     @neighbors = neighbors || []
#   end
# end

<% endif %>
<% if is_class %>
class <{ name }>
<% if parameters %>
<{ documented(parameters, none, "  ") -}>
<% endif %>
<{ "  " }>def initialize(<{ names(parameters) }>)
  end
<% for method in methods %>

<{ documented(method.parameters, method.returns, "  ") -}>
<{ "  " }>def <{ method.name | snake }>(<{ names(method.parameters) }>)
<% if method.returns.kind != "void" %>
    <{ plain(method.returns) }>
<% endif %>
  end
<% endfor %>
end
<% else %>
<{ documented(parameters, returns, "") -}>
def <{ name | snake }>(<{ names(parameters) }>)
<% if in_place is not none %>
  # Change <{ parameters[in_place].name | snake }> in place.
<% else %>
  <{ plain(returns) }>
<% endif %>
end
<% endif %>
