<% macro type(of) %>
<% if of.kind == "list" %><{ "(" ~ type(of.of) ~ ")" if of.of.kind not in ["list", "int", "long", "double", "bool", "char", "string"] else type(of.of) }>[]<% elif of.kind == "optional" %><{ type(of.of) }> | null<% else %><{ {
  "void": "void", "int": "number", "long": "bigint", "double": "number", "bool": "boolean", "char": "string", "string": "string",
  "linked_list": "ListNode | null", "binary_tree": "TreeNode | null", "nary_tree": "Node | null",
  "graph": "GraphNode | null" if "nary_tree" in uses else "Node | null",
}[of.kind] }><% endif %>
<% endmacro %>
<% macro plain(of) %>
<{ {"list": "[]", "int": "0", "long": "0n", "double": "0", "bool": "false", "char": "' '", "string": "''"}[of.kind] | default("null") }>
<%- endmacro %>
<% macro typed(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }><{ parameter.name }>: <{ type(parameter.type) }><% endfor %>
<% endmacro %>
<% if "linked_list" in uses %>
// A list's node is there already:
// class ListNode {
//   val: number
//   next: ListNode | null
//   constructor(val = 0, next: ListNode | null = null) {
//     this.val = val
//     this.next = next
//   }
// }

<% endif %>
<% if "binary_tree" in uses %>
// A tree's node is there already:
// class TreeNode {
//   val: number
//   left: TreeNode | null
//   right: TreeNode | null
//   constructor(val = 0, left: TreeNode | null = null, right: TreeNode | null = null) {
//     this.val = val
//     this.left = left
//     this.right = right
//   }
// }

<% endif %>
<% if "nary_tree" in uses %>
// A tree's node is there already:
// class Node {
//   val: number
//   children: Node[]
//   constructor(val = 0, children: Node[] = []) {
//     this.val = val
//     this.children = children
//   }
// }

<% endif %>
<% if "graph" in uses %>
// A graph's node is there already:
// class <{ "GraphNode" if "nary_tree" in uses else "Node" }> {
//   val: number
//   neighbors: <{ "GraphNode" if "nary_tree" in uses else "Node" }>[]
//   constructor(val = 0, neighbors: <{ "GraphNode" if "nary_tree" in uses else "Node" }>[] = []) {
//     this.val = val
//     this.neighbors = neighbors
//   }
// }

<% endif %>
<% if is_class %>
class <{ name }> {
  constructor(<{ typed(parameters) }>) {
  }
<% for method in methods %>

<{ "  " ~ method.name }>(<{ typed(method.parameters) }>): <{ type(method.returns) }> {
<% if method.returns.kind != "void" %>
    return <{ plain(method.returns) }>;
<% endif %>
  }
<% endfor %>
}
<% else %>
function <{ name }>(<{ typed(parameters) }>): <{ type(returns) }> {
<% if in_place is not none %>
  // Change <{ parameters[in_place].name }> in place.
<% else %>
  return <{ plain(returns) }>;
<% endif %>
}
<% endif %>
