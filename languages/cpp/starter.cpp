<#
What a person's C++ solution starts from: it compiles, and returns an empty value.
#>
<% set words = {"void": "void", "int": "int", "long": "long long", "double": "double", "bool": "bool", "char": "char",
                "string": "string", "linked_list": "ListNode*", "binary_tree": "TreeNode*", "nary_tree": "Node*",
                "graph": "GraphNode*" if "nary_tree" in uses else "Node*"} %>
<% set graph_node = words.graph[:-1] %>
<% macro cpp(type) -%>
  <% if type.kind == "list" -%> vector<<{ cpp(type.of) }>>
  <%- elif type.kind == "optional" -%> optional<<{ cpp(type.of) }>>
  <%- else -%> <{ words[type.kind] }>
  <%- endif %>
<%- endmacro %>
<% macro declared(parameters) -%>
  <% for parameter in parameters -%>
    <{ cpp(parameter.type) }><{ "&" if parameter.type.kind == "list" else "" }> <{ parameter.name }><{ "" if loop.last else ", " }>
  <%- endfor %>
<%- endmacro %>
<% if "linked_list" in uses %>
/**
 * A node of a linked list:
 * struct ListNode {
 *     int val;
 *     ListNode *next;
 *     ListNode();
 *     ListNode(int val);
 *     ListNode(int val, ListNode *next);
 * };
 */
<% endif %>
<% if "binary_tree" in uses %>
/**
 * A node of a binary tree:
 * struct TreeNode {
 *     int val;
 *     TreeNode *left;
 *     TreeNode *right;
 *     TreeNode();
 *     TreeNode(int val);
 *     TreeNode(int val, TreeNode *left, TreeNode *right);
 * };
 */
<% endif %>
<% if "nary_tree" in uses %>
/**
 * A node of a tree:
 * struct Node {
 *     int val;
 *     vector<Node*> children;
 *     Node();
 *     Node(int val);
 *     Node(int val, vector<Node*> children);
 * };
 */
<% endif %>
<% if "graph" in uses %>
/**
 * A node of a graph; `val` is its number, from 1:
 * struct <{ graph_node }> {
 *     int val;
 *     vector<<{ graph_node }>*> neighbors;
 *     <{ graph_node }>();
 *     <{ graph_node }>(int val);
 *     <{ graph_node }>(int val, vector<<{ graph_node }>*> neighbors);
 * };
 */
<% endif %>
<% if is_class %>
class <{ name }> {
public:
    <{ name }>(<{ declared(parameters) }>) {
    }
  <% for method in methods %>

    <{ cpp(method.returns) }> <{ method.name }>(<{ declared(method.parameters) }>) {
    <% if method.returns.kind != "void" %>
        return {};
    <% endif %>
    }
  <% endfor %>
};
<% else %>
class Solution {
public:
    <{ cpp(returns) }> <{ name }>(<{ declared(parameters) }>) {
  <% if returns.kind != "void" %>
        return {};
  <% endif %>
    }
};
<% endif %>
