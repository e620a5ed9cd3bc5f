<% macro type(of) %>
<% if of.kind == "list" %><{ type(of.of) }>[]<% elif of.kind == "optional" %><{ type(of.of) }>|null<% else %><{ {
  "void": "NULL", "int": "Integer", "long": "Integer", "double": "Float", "bool": "Boolean", "char": "String", "string": "String",
  "linked_list": "ListNode", "binary_tree": "TreeNode", "nary_tree": "Node", "graph": "GraphNode" if "nary_tree" in uses else "Node",
}[of.kind] }><% endif %>
<% endmacro %>
<% macro plain(of) %>
<{ {"list": "[]", "int": "0", "long": "0", "double": "0.0", "bool": "false", "char": "' '", "string": "''"}[of.kind] | default("null") }>
<%- endmacro %>
<% macro names(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }>$<{ parameter.name }><% endfor %>
<% endmacro %>
<% macro documented(parameters, returns) %>
    /**
<% for parameter in parameters %>
     * @param <{ type(parameter.type) }> $<{ parameter.name }>
<% endfor %>
<% if returns %>
     * @return <{ type(returns) }>
<% endif %>
     */
<% endmacro %>
<?php
<% if "linked_list" in uses %>
// A list's node is there already:
// class ListNode {
//     public $val;
//     public $next;
//     public function __construct($val = 0, $next = null) { ... }
// }

<% endif %>
<% if "binary_tree" in uses %>
// A tree's node is there already:
// class TreeNode {
//     public $val;
//     public $left;
//     public $right;
//     public function __construct($val = 0, $left = null, $right = null) { ... }
// }

<% endif %>
<% if "nary_tree" in uses %>
// A tree's node is there already:
// class Node {
//     public $val;
//     public $children;
//     public function __construct($val = 0, $children = []) { ... }
// }

<% endif %>
<% if "graph" in uses %>
// A graph's node is there already:
// class <{ "GraphNode" if "nary_tree" in uses else "Node" }> {
//     public $val;
//     public $neighbors;
//     public function __construct($val = 0, $neighbors = []) { ... }
// }

<% endif %>
<% if is_class %>
class <{ name }> {
<% if parameters %>
<{ documented(parameters, none) -}>
<% endif %>
<{ "    " }>public function __construct(<{ names(parameters) }>) {
    }
<% for method in methods %>

<{ documented(method.parameters, method.returns) -}>
<{ "    " }>public function <{ method.name }>(<{ names(method.parameters) }>) {
<% if method.returns.kind != "void" %>
        return <{ plain(method.returns) }>;
<% endif %>
    }
<% endfor %>
}
<% else %>
class Solution {
<{ documented(parameters, returns) -}>
<% set changed = parameters[in_place].name if in_place is not none and answer.kind == "list" else none %>
<{ "    " }>public function <{ name }>(<% for parameter in parameters %><{ ", " if not loop.first }><{ "&" if parameter.name == changed }>$<{ parameter.name }><% endfor %>) {
<% if in_place is not none %>
        // Change $<{ parameters[in_place].name }> in place.
<% else %>
        return <{ plain(returns) }>;
<% endif %>
    }
}
<% endif %>
