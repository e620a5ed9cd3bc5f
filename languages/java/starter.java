<% macro type(of) %>
<% if of.kind == "list" %><{ type(of.of) }>[]<% elif of.kind == "optional" %><{ {
  "int": "Integer", "long": "Long", "double": "Double", "bool": "Boolean", "char": "Character", "string": "String",
}[of.of.kind] }><% else %><{ {
  "void": "void", "int": "int", "long": "long", "double": "double", "bool": "boolean", "char": "char", "string": "String",
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
<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
import java.util.*;

<% if "linked_list" in uses %>
// A list's node is there already:
// class ListNode {
//     public int val;
//     public ListNode next;
//     public ListNode() {}
//     public ListNode(int val) { ... }
//     public ListNode(int val, ListNode next) { ... }
// }

<% endif %>
<% if "binary_tree" in uses %>
// A tree's node is there already:
// class TreeNode {
//     public int val;
//     public TreeNode left;
//     public TreeNode right;
//     public TreeNode() {}
//     public TreeNode(int val) { ... }
//     public TreeNode(int val, TreeNode left, TreeNode right) { ... }
// }

<% endif %>
<% if "nary_tree" in uses %>
// A tree's node is there already; it begins without children:
// class Node {
//     public int val;
//     public List<Node> children;
//     public Node() { ... }
//     public Node(int val) { ... }
//     public Node(int val, List<Node> children) { ... }
// }

<% endif %>
<% if "graph" in uses %>
// A graph's node is there already; it begins without neighbors:
// class <{ graph }> {
//     public int val;
//     public List<<{ graph }>> neighbors;
//     public <{ graph }>() { ... }
//     public <{ graph }>(int val) { ... }
//     public <{ graph }>(int val, List<<{ graph }>> neighbors) { ... }
// }

<% endif %>
<% if is_class %>
class <{ name }> {
    public <{ name }>(<{ typed(parameters) }>) {
    }
<% for method in methods %>

    public <{ type(method.returns) }> <{ method.name }>(<{ typed(method.parameters) }>) {
<% if method.returns.kind != "void" %>
        return <{ plain(method.returns) }>;
<% endif %>
    }
<% endfor %>
}
<% else %>
class Solution {
    public <{ type(returns) }> <{ name }>(<{ typed(parameters) }>) {
<% if in_place is not none %>
        // Change <{ parameters[in_place].name }> in place.
<% else %>
        return <{ plain(returns) }>;
<% endif %>
    }
}
<% endif %>
