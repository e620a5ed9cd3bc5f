<#
What a person's Go solution starts from: it compiles, and returns an empty value.
#>
<% set words = {"int": "int", "long": "int64", "double": "float64", "bool": "bool", "char": "byte", "string": "string",
                "linked_list": "*ListNode", "binary_tree": "*TreeNode", "nary_tree": "*Node",
                "graph": "*GraphNode" if "nary_tree" in uses else "*Node"} %>
<% set empty = {"int": "0", "long": "0", "double": "0", "bool": "false", "char": "0", "string": '""'} %>
<% macro go(type) -%>
  <% if type.kind == "list" -%> []<{ go(type.of) }>
  <%- elif type.kind == "optional" -%> *<{ go(type.of) }>
  <%- else -%> <{ words[type.kind] }>
  <%- endif %>
<%- endmacro %>
<% macro declared(parameters) -%>
  <% for parameter in parameters -%> <{ parameter.name }> <{ go(parameter.type) }><{ "" if loop.last else ", " }> <%- endfor %>
<%- endmacro %>
<% macro body(returns) -%>
  <% if returns.kind == "void" -%> {
}
  <%- else -%> <{ go(returns) }> {
	return <{ empty[returns.kind] if returns.kind in empty else "nil" }>
}
  <%- endif %>
<%- endmacro %>
package main

<% if "linked_list" in uses %>
/**
 * A node of a linked list:
 * type ListNode struct {
 *     Val  int
 *     Next *ListNode
 * }
 */
<% endif %>
<% if "binary_tree" in uses %>
/**
 * A node of a binary tree:
 * type TreeNode struct {
 *     Val   int
 *     Left  *TreeNode
 *     Right *TreeNode
 * }
 */
<% endif %>
<% if "nary_tree" in uses %>
/**
 * A node of a tree:
 * type Node struct {
 *     Val      int
 *     Children []*Node
 * }
 */
<% endif %>
<% if "graph" in uses %>
/**
 * A node of a graph; Val is its number, from 1:
 * type <{ words.graph[1:] }> struct {
 *     Val       int
 *     Neighbors []<{ words.graph }>
 * }
 */
<% endif %>
<% if is_class %>
type <{ name }> struct {
}

func Constructor(<{ declared(parameters) }>) <{ name }> {
	return <{ name }>{}
}
  <% for method in methods %>

func (this *<{ name }>) <{ method.name|pascal }>(<{ declared(method.parameters) }>) <{ body(method.returns) }>
  <% endfor %>
<% else %>
func <{ name }>(<{ declared(parameters) }>) <{ body(returns) }>
<% endif %>
