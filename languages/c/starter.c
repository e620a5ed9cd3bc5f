<#
What a person's C solution starts from: it compiles, and returns an empty value. The driver's head says how lists are handed over.
#>
<% set graph_node = "GraphNode" if "nary_tree" in uses else "Node" %>
<% set words = {"void": "void", "int": "int", "long": "long long", "double": "double", "bool": "bool", "char": "char", "string": "char*",
                "linked_list": "struct ListNode*", "binary_tree": "struct TreeNode*", "nary_tree": "struct Node*",
                "graph": "struct " ~ graph_node ~ "*"} %>
<% set empty = {"int": "0", "long": "0", "double": "0", "bool": "false", "char": "0", "string": '""'} %>
<% set prefix = name[:1]|lower ~ name[1:] %>
<% macro depth(type) -%> <{ (type.text|length - type.text|replace("[]", "")|length) // 2 }> <%- endmacro %>
<% macro c(type) -%>
  <% if type.kind == "optional" and type.of.kind == "string" -%> char*
  <%- elif type.kind in ["list", "optional"] -%> <{ c(type.of) }>*
  <%- else -%> <{ words[type.kind] }>
  <%- endif %>
<%- endmacro %>
<% macro declared(object, parameters, returns) -%>
  <% set given = namespace(list=[object] if object else []) -%>
  <% for parameter in parameters -%>
    <% set given.list = given.list + [c(parameter.type) ~ " " ~ parameter.name] -%>
    <% if parameter.type.kind == "list" -%>
      <% for size in ["int SSize", "int* SColSize", "int** SDim3Size", "int*** SDim4Size"][:depth(parameter.type)|int] -%>
        <% set given.list = given.list + [size|replace(" S", " " ~ parameter.name)] -%>
      <% endfor -%>
    <% endif -%>
  <% endfor -%>
  <% if returns.kind == "list" -%>
    <% set given.list = given.list + ["int* returnSize", "int** returnColumnSizes", "int*** returnDim3Sizes",
                                      "int**** returnDim4Sizes"][:depth(returns)|int] -%>
  <% endif -%>
  <{ given.list|join(", ") or "void" }>
<%- endmacro %>
<# The lines between a function's braces. #>
<% macro body(returns) %>
  <% if returns.kind == "list" %>
    *returnSize = 0;
    <% for sizes in ["returnColumnSizes", "returnDim3Sizes", "returnDim4Sizes"][:depth(returns)|int - 1] %>
    *<{ sizes }> = NULL;
    <% endfor %>
  <% endif %>
  <% if returns.kind != "void" %>
    return <{ empty[returns.kind] if returns.kind in empty else "NULL" }>;
  <% endif %>
<% endmacro %>
<% if "linked_list" in uses %>
/**
 * A node of a linked list:
 * struct ListNode {
 *     int val;
 *     struct ListNode *next;
 * };
 */
<% endif %>
<% if "binary_tree" in uses %>
/**
 * A node of a binary tree:
 * struct TreeNode {
 *     int val;
 *     struct TreeNode *left;
 *     struct TreeNode *right;
 * };
 */
<% endif %>
<% if "nary_tree" in uses %>
/**
 * A node of a tree:
 * struct Node {
 *     int val;
 *     int numChildren;
 *     struct Node **children;
 * };
 */
<% endif %>
<% if "graph" in uses %>
/**
 * A node of a graph; `val` is its number, from 1:
 * struct <{ graph_node }> {
 *     int val;
 *     int numNeighbors;
 *     struct <{ graph_node }> **neighbors;
 * };
 */
<% endif %>
<% if is_class %>
typedef struct {
} <{ name }>;

<{ name }>* <{ prefix }>Create(<{ declared("", parameters, returns) }>) {
    return malloc(sizeof(<{ name }>));
}

  <% for method in methods %>
<{ c(method.returns) }> <{ prefix }><{ method.name|pascal }>(<{ declared(name ~ "* obj", method.parameters, method.returns) }>) {
<{ body(method.returns) -}>
}

  <% endfor %>
void <{ prefix }>Free(<{ name }>* obj) {
    free(obj);
}
<% else %>
<{ c(returns) }> <{ name }>(<{ declared("", parameters, returns) }>) {
<{ body(returns) -}>
}
<% endif %>
