<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
<% set arrays = {"int": "IntArray", "long": "LongArray", "double": "DoubleArray", "bool": "BooleanArray", "char": "CharArray"} %>
<% macro type(of) %>
<% if of.kind == "list" %><{ arrays[of.of.kind] | default("Array<" ~ type(of.of) ~ ">") }><% elif of.kind == "optional" %><{ type(of.of) }>?<% else %><{ {
  "int": "Int", "long": "Long", "double": "Double", "bool": "Boolean", "char": "Char", "string": "String",
  "linked_list": "ListNode?", "binary_tree": "TreeNode?", "nary_tree": "Node?", "graph": graph ~ "?",
}[of.kind] }><% endif %>
<% endmacro %>
<% macro plain(of) %>
<% if of.kind == "list" %><{ arrays[of.of.kind] ~ "(0)" if of.of.kind in arrays else "arrayOf()" }><% else %><{ {
  "int": "0", "long": "0", "double": "0.0", "bool": "false", "char": "' '", "string": "\"\"",
}[of.kind] | default("null") }><% endif %>
<% endmacro %>
<% macro typed(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }><{ parameter.name }>: <{ type(parameter.type) }><% endfor %>
<% endmacro %>
<% if "linked_list" in uses %>
// A list's node is there already:
// class ListNode(var `val`: Int = 0, var next: ListNode? = null)

<% endif %>
<% if "binary_tree" in uses %>
// A tree's node is there already:
// class TreeNode(var `val`: Int = 0, var left: TreeNode? = null, var right: TreeNode? = null)

<% endif %>
<% if "nary_tree" in uses %>
// A tree's node is there already:
// class Node(var `val`: Int = 0, var children: List<Node?> = ArrayList())

<% endif %>
<% if "graph" in uses %>
// A graph's node is there already:
// class <{ graph }>(var `val`: Int = 0, var neighbors: ArrayList<<{ graph }>?> = ArrayList())

<% endif %>
<% if is_class %>
class <{ name }>(<{ typed(parameters) }>) {
<% for method in methods %>
<{ "\n" if not loop.first }>    fun <{ method.name }>(<{ typed(method.parameters) }>)<{ ": " ~ type(method.returns) if method.returns.kind != "void" }> {
<% if method.returns.kind != "void" %>
        return <{ plain(method.returns) }>
<% endif %>
    }
<% endfor %>
}
<% else %>
class Solution {
    fun <{ name }>(<{ typed(parameters) }>)<{ ": " ~ type(returns) if returns.kind != "void" }> {
<% if in_place is not none %>
        // Change <{ parameters[in_place].name }> in place.
<% else %>
        return <{ plain(returns) }>
<% endif %>
    }
}
<% endif %>
