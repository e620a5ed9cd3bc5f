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
<% macro names(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }><{ parameter.name }><% endfor %>
<% endmacro %>
<% macro documented(parameters, returns, indent) %>
<{ indent }>/**
<% for parameter in parameters %>
<{ indent }> * @param {<{ type(parameter.type) }>} <{ parameter.name }>
<% endfor %>
<% if returns %>
<{ indent }> * @return {<{ type(returns) }>}
<% endif %>
<{ indent }> */
<% endmacro %>
<% if "linked_list" in uses %>
// A list's node is there already:
// class ListNode {
//   constructor(val = 0, next = null) {
//     this.val = val
//     this.next = next
//   }
// }

<% endif %>
<% if "binary_tree" in uses %>
// A tree's node is there already:
// class TreeNode {
//   constructor(val = 0, left = null, right = null) {
//     this.val = val
//     this.left = left
//     this.right = right
//   }
// }

<% endif %>
<% if "nary_tree" in uses %>
// A tree's node is there already:
// class Node {
//   constructor(val = 0, children = []) {
//     this.val = val
//     this.children = children
//   }
// }

<% endif %>
<% if "graph" in uses %>
// A graph's node is there already:
// class <{ "GraphNode" if "nary_tree" in uses else "Node" }> {
//   constructor(val = 0, neighbors = []) {
//     this.val = val
//     this.neighbors = neighbors
//   }
// }

<% endif %>
<% if is_class %>
class <{ name }> {
<% if parameters %>
<{ documented(parameters, none, "  ") -}>
<% endif %>
  constructor(<{ names(parameters) }>) {
  }
<% for method in methods %>

<{ documented(method.parameters, method.returns, "  ") -}>
<{ "  " ~ method.name }>(<{ names(method.parameters) }>) {
<% if method.returns.kind != "void" %>
    return <{ plain(method.returns) }>;
<% endif %>
  }
<% endfor %>
}
<% else %>
<{ documented(parameters, returns, "") -}>
var <{ name }> = function(<{ names(parameters) }>) {
<% if in_place is not none %>
  // Change <{ parameters[in_place].name }> in place.
<% else %>
  return <{ plain(returns) }>;
<% endif %>
};
<% endif %>
