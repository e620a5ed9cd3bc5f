<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
<% macro type(of) %>
<% if of.kind == "list" %><{ type(of.of) }>[]<% elif of.kind == "optional" %><{ type(of.of) }><{ "?" if of.of.kind != "string" }><% else %><{ {
  "void": "void", "int": "int", "long": "long", "double": "double", "bool": "bool", "char": "char", "string": "string",
  "linked_list": "ListNode", "binary_tree": "TreeNode", "nary_tree": "Node", "graph": graph,
}[of.kind] }><% endif %>
<% endmacro %>
<% macro empty(of) %>
<% if of.of.kind == "list" %><{ empty(of.of) }>[]<% else %>new <{ type(of.of) }>[0]<% endif %>
<% endmacro %>
<% macro plain(of) %>
<% if of.kind == "list" %><{ empty(of) }><% else %><{ {
  "int": "0", "long": "0", "double": "0", "bool": "false", "char": "' '", "string": "\"\"",
}[of.kind] | default("null") }><% endif %>
<% endmacro %>
<% macro typed(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }><{ type(parameter.type) }> <{ parameter.name }><% endfor %>
<% endmacro %>
using System;
using System.Collections.Generic;
using System.Linq;

<% if "linked_list" in uses %>
// A list's node is there already:
// public class ListNode {
//     public int val;
//     public ListNode next;
//     public ListNode(int val = 0, ListNode next = null) { ... }
// }

<% endif %>
<% if "binary_tree" in uses %>
// A tree's node is there already:
// public class TreeNode {
//     public int val;
//     public TreeNode left;
//     public TreeNode right;
//     public TreeNode(int val = 0, TreeNode left = null, TreeNode right = null) { ... }
// }

<% endif %>
<% if "nary_tree" in uses %>
// A tree's node is there already; it begins without children:
// public class Node {
//     public int val;
//     public IList<Node> children;
//     public Node(int val = 0, IList<Node> children = null) { ... }
// }

<% endif %>
<% if "graph" in uses %>
// A graph's node is there already; it begins without neighbors:
// public class <{ graph }> {
//     public int val;
//     public IList<<{ graph }>> neighbors;
//     public <{ graph }>(int val = 0, IList<<{ graph }>> neighbors = null) { ... }
// }

<% endif %>
<% if is_class %>
public class <{ name }> {
    public <{ name }>(<{ typed(parameters) }>) {
    }
<% for method in methods %>

    public <{ type(method.returns) }> <{ method.name | pascal }>(<{ typed(method.parameters) }>) {
<% if method.returns.kind != "void" %>
        return <{ plain(method.returns) }>;
<% endif %>
    }
<% endfor %>
}
<% else %>
public class Solution {
    public <{ type(returns) }> <{ name | pascal }>(<{ typed(parameters) }>) {
<% if in_place is not none %>
        // Change <{ parameters[in_place].name }> in place.
<% else %>
        return <{ plain(returns) }>;
<% endif %>
    }
}
<% endif %>
