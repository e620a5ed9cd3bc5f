<% macro hint(of) %>
<% if of.kind == "list" %>List[<{ hint(of.of) }>]<% elif of.kind == "optional" %>Optional[<{ hint(of.of) }>]<% else %><{ {
  "void": "None", "int": "int", "long": "int", "double": "float", "bool": "bool", "char": "str", "string": "str",
  "linked_list": "Optional[ListNode]", "binary_tree": "Optional[TreeNode]", "nary_tree": "Optional[Node]",
  "graph": "Optional[GraphNode]" if "nary_tree" in uses else "Optional[Node]",
}[of.kind] }><% endif %>
<% endmacro %>
<% macro plain(of) %>
<{ {"list": "[]", "int": "0", "long": "0", "double": "0.0", "bool": "False", "char": "\" \"", "string": "\"\""}[of.kind] | default("None") }>
<%- endmacro %>
<% macro typed(parameters) %>
<% for parameter in parameters %>, <{ parameter.name }>: <{ hint(parameter.type) }><% endfor %>
<% endmacro %>
<% if "linked_list" in uses %>
# A list's node is there already:
# class ListNode:
#     def __init__(self, val=0, next=None):
#         self.val = val
#         self.next = next

<% endif %>
<% if "binary_tree" in uses %>
# A tree's node is there already:
# class TreeNode:
#     def __init__(self, val=0, left=None, right=None):
#         self.val = val
#         self.left = left
#         self.right = right

<% endif %>
<% if "nary_tree" in uses %>
# A tree's node is there already:
# class Node:
#     def __init__(self, val=0, children=None):
#         self.val = val
#         self.children = children if children is not None else []

<% endif %>
<% if "graph" in uses %>
# A graph's node is there already:
# class <{ "GraphNode" if "nary_tree" in uses else "Node" }>:
#     def __init__(self, val=0, neighbors=None):
#         self.val = val
#         self.neighbors = neighbors if neighbors is not None else []

<% endif %>
<% if is_class %>
class <{ name }>:
    def __init__(self<{ typed(parameters) }>):
        pass
<% for method in methods %>

    def <{ method.name }>(self<{ typed(method.parameters) }>) -> <{ hint(method.returns) }>:
        <{ "pass" if method.returns.kind == "void" else "return " ~ plain(method.returns) }>
<% endfor %>
<% else %>
class Solution:
    def <{ name }>(self<{ typed(parameters) }>) -> <{ hint(returns) }>:
<% if in_place is not none %>
        # Change <{ parameters[in_place].name }> in place.
        pass
<% else %>
        return <{ plain(returns) }>
<% endif %>
<% endif %>
