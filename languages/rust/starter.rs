<#
What a person's Rust solution starts from: it compiles, and returns an empty value.
#>
<% set graph_node = "GraphNode" if "nary_tree" in uses else "Node" %>
<% set words = {"int": "i32", "long": "i64", "double": "f64", "bool": "bool", "char": "char", "string": "String",
                "linked_list": "Option<Box<ListNode>>", "binary_tree": "Option<Rc<RefCell<TreeNode>>>",
                "nary_tree": "Option<Rc<RefCell<Node>>>", "graph": "Option<Rc<RefCell<" ~ graph_node ~ ">>>"} %>
<% set empty = {"int": "0", "long": "0", "double": "0.0", "bool": "false", "char": "' '", "string": "String::new()",
                "list": "Vec::new()"} %>
<% macro rust(type) -%>
  <% if type.kind == "list" -%> Vec<<{ rust(type.of) }>>
  <%- elif type.kind == "optional" -%> Option<<{ rust(type.of) }>>
  <%- else -%> <{ words[type.kind] }>
  <%- endif %>
<%- endmacro %>
<# `gen` is a word of Rust alone. #>
<% macro named(name) -%> <{ "r#gen" if name == "gen" else name|snake }> <%- endmacro %>
<% macro declared(parameters, changed=none) -%>
  <% for parameter in parameters -%>
    <{ named(parameter.name) }>: <{ "&mut " if changed == loop.index0 else "" }><{ rust(parameter.type) }><{ "" if loop.last else ", " }>
  <%- endfor %>
<%- endmacro %>
<% macro result(returns) -%> <{ "" if returns.kind == "void" else " -> " ~ rust(returns) }> <%- endmacro %>
<% macro body(returns) -%>
  <{ "" if returns.kind == "void" else "        " ~ (empty[returns.kind] if returns.kind in empty else "None") ~ "\n" }>
<%- endmacro %>
<% if "binary_tree" in uses or "nary_tree" in uses or "graph" in uses %>
use std::cell::RefCell;
use std::rc::Rc;

<% endif %>
<% if "linked_list" in uses %>
// A node of a linked list; `ListNode::new(val)` makes one:
// pub struct ListNode {
//     pub val: i32,
//     pub next: Option<Box<ListNode>>,
// }
<% endif %>
<% if "binary_tree" in uses %>
// A node of a binary tree; `TreeNode::new(val)` makes one:
// pub struct TreeNode {
//     pub val: i32,
//     pub left: Option<Rc<RefCell<TreeNode>>>,
//     pub right: Option<Rc<RefCell<TreeNode>>>,
// }
<% endif %>
<% if "nary_tree" in uses %>
// A node of a tree; `Node::new(val)` makes one:
// pub struct Node {
//     pub val: i32,
//     pub children: Vec<Rc<RefCell<Node>>>,
// }
<% endif %>
<% if "graph" in uses %>
// A node of a graph; `<{ graph_node }>::new(val)` makes one, and `val` is its number, from 1:
// pub struct <{ graph_node }> {
//     pub val: i32,
//     pub neighbors: Vec<Rc<RefCell<<{ graph_node }>>>>,
// }
<% endif %>
<% if is_class %>
struct <{ name }> {}

impl <{ name }> {
    fn new(<{ declared(parameters) }>) -> Self {
        <{ name }> {}
    }
  <% for method in methods %>

    fn <{ named(method.name) }>(&mut self<{ ", " if method.parameters else "" }><{ declared(method.parameters) }>)<{ result(method.returns) }> {
<{ body(method.returns) }>    }
  <% endfor %>
}
<% else %>
impl Solution {
    pub fn <{ named(name) }>(<{ declared(parameters, in_place) }>)<{ result(returns) }> {
<{ body(returns) }>    }
}
<% endif %>
