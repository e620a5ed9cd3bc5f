<#
The driver of Rust solutions. People's file is included at the root of the crate, so that a class's private functions can be called; all
but the nodes is in the module `gavel`, so that nothing there clashes with what they `use`. An included file cannot have inner attributes.

A char is any Unicode scalar value. Nodes of n-ary trees and of graphs are `Rc<RefCell<_>>` as those of binary trees are; where a signature
has both kinds, the former are `Node`, the latter `GraphNode`. What is returned is never dropped, since that would recurse down a long list.
#>
<% set graph_node = "GraphNode" if "nary_tree" in uses else "Node" %>
<% set words = {"int": "i32", "long": "i64", "double": "f64", "bool": "bool", "char": "char", "string": "String",
                "linked_list": "Option<Box<ListNode>>", "binary_tree": "Option<Shared<TreeNode>>",
                "nary_tree": "Option<Shared<Node>>", "graph": "Option<Shared<" ~ graph_node ~ ">>"} %>
<% set nodes = [["linked_list", "ListNode"], ["binary_tree", "TreeNode"], ["nary_tree", "Node"], ["graph", graph_node]] %>
<% set shares = "binary_tree" in uses or "nary_tree" in uses or "graph" in uses %>
<% macro rust(type) -%>
  <% if type.kind == "list" -%> Vec<<{ rust(type.of) }>>
  <%- elif type.kind == "optional" -%> Option<<{ rust(type.of) }>>
  <%- else -%> <{ words[type.kind] }>
  <%- endif %>
<%- endmacro %>
<% macro arguments(parameters, changed=none) -%>
  <% for parameter in parameters -%>
    <{ "&mut " if changed == loop.index0 else "" }>arg_<{ parameter.name|snake }><{ "" if loop.last else ", " }>
  <%- endfor %>
<%- endmacro %>
<# `gen` is a word of Rust alone. #>
<% macro named(name) -%> <{ "r#gen" if name == "gen" else name|snake }> <%- endmacro %>
// Calls what solution.rs defines with the arguments from stdin, and writes what it returns to descriptor 3.
#![allow(dead_code, unused_imports, unused_variables)]

<% for kind, node in nodes if kind in uses %>
use gavel::<{ node }>;
<% endfor %>

<% if not is_class %>
struct Solution;

<% endif %>
include!("solution.rs");

fn main() {
    gavel::run()
}

mod gavel {
<% if shares %>
    use std::cell::RefCell;
    use std::collections::VecDeque;
<% endif %>
    use std::fs::File;
    use std::io::{Read, Write};
    use std::mem::ManuallyDrop;
    use std::os::fd::FromRawFd;
<% if shares %>
    use std::rc::Rc;

    type Shared<T> = Rc<RefCell<T>>;
<% endif %>
<% if "linked_list" in uses %>

    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ListNode {
        pub val: i32,
        pub next: Option<Box<ListNode>>,
    }

    impl ListNode {
        pub fn new(val: i32) -> Self {
            ListNode { val, next: None }
        }
    }
<% endif %>
<% if "binary_tree" in uses %>

    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct TreeNode {
        pub val: i32,
        pub left: Option<Shared<TreeNode>>,
        pub right: Option<Shared<TreeNode>>,
    }

    impl TreeNode {
        pub fn new(val: i32) -> Self {
            TreeNode { val, left: None, right: None }
        }
    }
<% endif %>
<% if "nary_tree" in uses %>

    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Node {
        pub val: i32,
        pub children: Vec<Shared<Node>>,
    }

    impl Node {
        pub fn new(val: i32) -> Self {
            Node { val, children: Vec::new() }
        }
    }
<% endif %>
<% if "graph" in uses %>

    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct <{ graph_node }> {
        pub val: i32,
        pub neighbors: Vec<Shared<<{ graph_node }>>>,
    }

    impl <{ graph_node }> {
        pub fn new(val: i32) -> Self {
            <{ graph_node }> { val, neighbors: Vec::new() }
        }
    }
<% endif %>

    pub fn run() {
        let mut bytes = Vec::new();
        if std::io::stdin().read_to_end(&mut bytes).is_err() {
            stop("The arguments cannot be read.");
        }
        let mut input = Input { rest: &bytes };
        let mut output = Vec::new();
        call(&mut input, &mut output);
        if !input.rest.is_empty() {
            stop("More follows the arguments.");
        }
        // SAFETY: the descriptor was opened for this, and nothing else here owns it.
        let mut answer = unsafe { File::from_raw_fd(3) };
        if answer.write_all(&output).is_err() {
            stop("The answer cannot be written.");
        }
        let _ = std::io::stdout().flush();
        std::process::exit(0);
    }

<% if is_class %>
    fn call(input: &mut Input, output: &mut Vec<u8>) {
        let calls = input.number();
        if calls == 0 || input.number() != 0 {
            stop("The first call is not the constructor.");
        }
  <% for parameter in parameters %>
        let arg_<{ parameter.name|snake }> = <<{ rust(parameter.type) }>>::read(input);
  <% endfor %>
        #[allow(unused_mut)]
        let mut object = ManuallyDrop::new(super::<{ name }>::new(<{ arguments(parameters) }>));
        for _ in 1..calls {
            match input.number() {
  <% for method in methods %>
                <{ loop.index }> => {
    <% for parameter in method.parameters %>
                    let arg_<{ parameter.name|snake }> = <<{ rust(parameter.type) }>>::read(input);
    <% endfor %>
    <% if method.returns.kind == "void" %>
                    object.<{ named(method.name) }>(<{ arguments(method.parameters) }>);
    <% else %>
                    let answer = ManuallyDrop::<<{ rust(method.returns) }>>::new(object.<{ named(method.name) }>(<{ arguments(method.parameters) }>));
                    answer.write(output);
    <% endif %>
                }
  <% endfor %>
                _ => stop("A call is of no method."),
            }
        }
    }
<% else %>
    fn call(input: &mut Input, output: &mut Vec<u8>) {
  <% for parameter in parameters %>
        let <{ "mut " if in_place == loop.index0 else "" }>arg_<{ parameter.name|snake }> = <<{ rust(parameter.type) }>>::read(input);
  <% endfor %>
  <% if in_place is none %>
        let answer = ManuallyDrop::<<{ rust(returns) }>>::new(super::Solution::<{ named(name) }>(<{ arguments(parameters) }>));
  <% else %>
        super::Solution::<{ named(name) }>(<{ arguments(parameters, in_place) }>);
        let answer = ManuallyDrop::new(arg_<{ parameters[in_place].name|snake }>);
  <% endif %>
        answer.write(output);
    }
<% endif %>

    fn stop(message: &str) -> ! {
        let _ = std::io::stdout().flush();
        eprintln!("{message}");
        std::process::exit(1);
    }

    /// What returns more nodes than this is held to have a cycle; so many fit within the usual 256 MiB.
    const NODES_MAX: usize = 5_000_000;

    fn count_node(count: usize) {
        if count > NODES_MAX {
            stop("The returned structure has more than 5000000 nodes; does it have a cycle?");
        }
    }

    struct Input<'a> {
        rest: &'a [u8],
    }

    impl<'a> Input<'a> {
        fn take(&mut self, bytes: usize) -> &'a [u8] {
            let Some(taken) = self.rest.split_off(..bytes) else {
                stop("The arguments end too early.");
            };
            taken
        }

        fn array<const N: usize>(&mut self) -> [u8; N] {
            let Some((first, rest)) = self.rest.split_first_chunk::<N>() else {
                stop("The arguments end too early.");
            };
            self.rest = rest;
            *first
        }

        fn number(&mut self) -> u32 {
            u32::from_le_bytes(self.array())
        }

        /// A length is never more than the bytes that follow, since nothing is encoded in none.
        fn length(&mut self) -> usize {
            let length = self.number() as usize;
            if length > self.rest.len() {
                stop("The arguments end too early.");
            }
            length
        }
    }

    fn write_length(length: usize, output: &mut Vec<u8>) {
        output.extend((length as u32).to_le_bytes());
    }

    trait Value: Sized {
        fn read(input: &mut Input) -> Self;
        fn write(&self, output: &mut Vec<u8>);
    }

    macro_rules! number {
        ($($type:ty)*) => {$(
            impl Value for $type {
                fn read(input: &mut Input) -> Self {
                    <$type>::from_le_bytes(input.array())
                }

                fn write(&self, output: &mut Vec<u8>) {
                    output.extend(self.to_le_bytes());
                }
            }
        )*};
    }

    number!(i32 i64 f64);

    impl Value for bool {
        fn read(input: &mut Input) -> Self {
            input.array() != [0]
        }

        fn write(&self, output: &mut Vec<u8>) {
            output.push(u8::from(*self));
        }
    }

    impl Value for char {
        fn read(input: &mut Input) -> Self {
            char::from_u32(input.number()).unwrap_or_else(|| stop("An argument is no character."))
        }

        fn write(&self, output: &mut Vec<u8>) {
            output.extend(u32::from(*self).to_le_bytes());
        }
    }

    impl Value for String {
        fn read(input: &mut Input) -> Self {
            let length = input.length();
            let text = std::str::from_utf8(input.take(length));
            text.unwrap_or_else(|_| stop("An argument is no text.")).to_owned()
        }

        fn write(&self, output: &mut Vec<u8>) {
            write_length(self.len(), output);
            output.extend(self.as_bytes());
        }
    }

    impl<T: Value> Value for Vec<T> {
        fn read(input: &mut Input) -> Self {
            (0..input.length()).map(|_| T::read(input)).collect()
        }

        fn write(&self, output: &mut Vec<u8>) {
            write_length(self.len(), output);
            for item in self {
                item.write(output);
            }
        }
    }

    impl<T: Value> Value for Option<T> {
        fn read(input: &mut Input) -> Self {
            bool::read(input).then(|| T::read(input))
        }

        fn write(&self, output: &mut Vec<u8>) {
            self.is_some().write(output);
            if let Some(value) = self {
                value.write(output);
            }
        }
    }
<% if "linked_list" in uses %>

    impl Value for Option<Box<ListNode>> {
        fn read(input: &mut Input) -> Self {
            let mut head = None;
            let mut end = &mut head;
            for _ in 0..input.length() {
                end = &mut end.insert(Box::new(ListNode::new(i32::read(input)))).next;
            }
            head
        }

        fn write(&self, output: &mut Vec<u8>) {
            let nodes = || std::iter::successors(self.as_deref(), |node| node.next.as_deref());
            write_length(nodes().count(), output);
            for node in nodes() {
                node.val.write(output);
            }
        }
    }
<% endif %>
<% if "binary_tree" in uses %>

    impl Value for Option<Shared<TreeNode>> {
        // The children of the nodes are the entries behind the root, two of each node in turn.
        fn read(input: &mut Input) -> Self {
            let mut nodes: Vec<Shared<TreeNode>> = Vec::new();
            for entry in 0..input.length() {
                let parent = entry.checked_sub(1).map(|entry| match nodes.get(entry / 2) {
                    Some(parent) => Rc::clone(parent),
                    None => stop("An argument is no binary tree."),
                });
                if !bool::read(input) {
                    continue;
                }
                let node = Rc::new(RefCell::new(TreeNode::new(i32::read(input))));
                if let Some(parent) = parent {
                    let mut parent = parent.borrow_mut();
                    let place = if entry % 2 == 1 { &mut parent.left } else { &mut parent.right };
                    *place = Some(Rc::clone(&node));
                }
                nodes.push(node);
            }
            nodes.into_iter().next()
        }

        fn write(&self, output: &mut Vec<u8>) {
            let start = output.len();
            write_length(0, output);
            let (mut nodes, mut entries) = (0, 0);
            let mut next = VecDeque::from([self.clone()]);
            while let Some(node) = next.pop_front() {
                entries += 1;
                node.is_some().write(output);
                if let Some(node) = node {
                    nodes += 1;
                    count_node(nodes);
                    let node = node.borrow();
                    node.val.write(output);
                    next.extend([node.left.clone(), node.right.clone()]);
                }
            }
            output[start..start + 4].copy_from_slice(&(entries as u32).to_le_bytes());
        }
    }
<% endif %>
<% if "nary_tree" in uses %>

    impl Value for Option<Shared<Node>> {
        fn read(input: &mut Input) -> Self {
            let length = input.length();
            let nodes: Vec<_> = (0..length).map(|_| Rc::new(RefCell::new(Node::new(0)))).collect();
            // The children of each node are the next that are nobody's yet.
            let mut next = nodes.iter().skip(1);
            for node in &nodes {
                let mut node = node.borrow_mut();
                node.val = i32::read(input);
                let children = input.number() as usize;
                if children > next.len() {
                    stop("An argument is no tree.");
                }
                node.children = next.by_ref().take(children).cloned().collect();
            }
            nodes.into_iter().next()
        }

        fn write(&self, output: &mut Vec<u8>) {
            let start = output.len();
            write_length(0, output);
            let mut nodes = 0;
            let mut next: VecDeque<_> = self.iter().cloned().collect();
            while let Some(node) = next.pop_front() {
                nodes += 1;
                count_node(nodes);
                let node = node.borrow();
                node.val.write(output);
                write_length(node.children.len(), output);
                next.extend(node.children.iter().cloned());
            }
            output[start..start + 4].copy_from_slice(&(nodes as u32).to_le_bytes());
        }
    }
<% endif %>
<% if "graph" in uses %>

    impl Value for Option<Shared<<{ graph_node }>>> {
        fn read(input: &mut Input) -> Self {
            let length = input.length() as i32;
            let nodes: Vec<_> = (1..=length).map(|number| Rc::new(RefCell::new(<{ graph_node }>::new(number)))).collect();
            for node in &nodes {
                for _ in 0..input.length() {
                    let Some(neighbor) = (input.number() as usize).checked_sub(1).and_then(|index| nodes.get(index)) else {
                        stop("An argument is no graph.");
                    };
                    node.borrow_mut().neighbors.push(Rc::clone(neighbor));
                }
            }
            nodes.into_iter().next()
        }

        // A node's number is its `val`, wherever in the graph it is found.
        fn write(&self, output: &mut Vec<u8>) {
            if self.as_ref().is_some_and(|node| node.borrow().val != 1) {
                stop("The returned node is not the graph's node 1.");
            }
            let mut found = 0;
            let mut numbered: Vec<Self> = Vec::new();
            let mut next: VecDeque<_> = self.iter().cloned().collect();
            while let Some(node) = next.pop_front() {
                let Some(index) = usize::try_from(node.borrow().val).ok().and_then(|number| number.checked_sub(1)) else {
                    stop("The nodes of the returned graph are not numbered from 1.");
                };
                count_node(index + 1);
                numbered.resize(numbered.len().max(index + 1), None);
                match &numbered[index] {
                    Some(known) if Rc::ptr_eq(known, &node) => continue,
                    Some(_) => stop("Two nodes of the returned graph have the same number."),
                    None => numbered[index] = Some(Rc::clone(&node)),
                }
                next.extend(node.borrow().neighbors.iter().cloned());
                found += 1;
            }
            if found != numbered.len() {
                stop("The nodes of the returned graph are not numbered from 1.");
            }
            write_length(numbered.len(), output);
            for node in numbered.iter().flatten() {
                let node = node.borrow();
                write_length(node.neighbors.len(), output);
                for neighbor in &node.neighbors {
                    neighbor.borrow().val.write(output);
                }
            }
        }
    }
<% endif %>
}
