<#
The driver of Go solutions. It is one package with what people write, so that every name here begins with `gavel`, imports included:
people may call theirs `os`. `min`, `max` and the like are not called, since people define their own.

A value's reader and writer are functions, put together from those of its parts. An int is Go's `int`; an answer outside of 32 bits ends
the program. A char is one byte: the Unicode scalar value of the same number, up to 255. A string is its UTF-8.
Where a signature has both n-ary trees and graphs, the former's nodes are `Node`, the latter's `GraphNode`.
#>
<% set kinds = {"int": "Int", "long": "Long", "double": "Double", "bool": "Bool", "char": "Char", "string": "String",
                "linked_list": "LinkedList", "binary_tree": "BinaryTree", "nary_tree": "NaryTree", "graph": "Graph"} %>
<% set graph_node = "GraphNode" if "nary_tree" in uses else "Node" %>
<% macro does(verb, type) -%>
  <% if type.kind in ["list", "optional"] -%> gavel<{ verb }><{ type.kind|pascal }>(<{ does(verb, type.of) }>)
  <%- else -%> gavel<{ verb }><{ kinds[type.kind] }>
  <%- endif %>
<%- endmacro %>
<% macro arguments(parameters) -%>
  <% for parameter in parameters -%> arg_<{ parameter.name }><{ "" if loop.last else ", " }> <%- endfor %>
<%- endmacro %>
// Calls what solution.go defines with the arguments from stdin, and writes what it returns to descriptor 3.
package main

import (
	gavelBinary "encoding/binary"
	gavelIO "io"
	gavelMath "math"
	gavelOS "os"
)

<% if "linked_list" in uses %>
type ListNode struct {
	Val  int
	Next *ListNode
}

<% endif %>
<% if "binary_tree" in uses %>
type TreeNode struct {
	Val   int
	Left  *TreeNode
	Right *TreeNode
}

<% endif %>
<% if "nary_tree" in uses %>
type Node struct {
	Val      int
	Children []*Node
}

<% endif %>
<% if "graph" in uses %>
type <{ graph_node }> struct {
	Val       int
	Neighbors []*<{ graph_node }>
}

<% endif %>
// What is left of the arguments, and the answer so far.
var gavelInput, gavelOutput []byte

func main() {
	var err error
	gavelInput, err = gavelIO.ReadAll(gavelOS.Stdin)
	if err != nil {
		gavelStop("The arguments cannot be read.")
	}
	gavelCall()
	if len(gavelInput) > 0 {
		gavelStop("More follows the arguments.")
	}
	if _, err := gavelOS.NewFile(3, "answer").Write(gavelOutput); err != nil {
		gavelStop("The answer cannot be written.")
	}
	gavelOS.Exit(0)
}

func gavelCall() {
<% if is_class %>
	calls := gavelReadNumber()
	if calls == 0 || gavelReadNumber() != 0 {
		gavelStop("The first call is not the constructor.")
	}
  <% for parameter in parameters %>
	arg_<{ parameter.name }> := <{ does("Read", parameter.type) }>()
  <% endfor %>
	object := Constructor(<{ arguments(parameters) }>)
	for ; calls > 1; calls-- {
		switch gavelReadNumber() {
  <% for method in methods %>
		case <{ loop.index }>:
    <% for parameter in method.parameters %>
			arg_<{ parameter.name }> := <{ does("Read", parameter.type) }>()
    <% endfor %>
    <% if method.returns.kind == "void" %>
			object.<{ method.name|pascal }>(<{ arguments(method.parameters) }>)
    <% else %>
			<{ does("Write", method.returns) }>(object.<{ method.name|pascal }>(<{ arguments(method.parameters) }>))
    <% endif %>
  <% endfor %>
		default:
			gavelStop("A call is of no method.")
		}
	}
<% else %>
  <% for parameter in parameters %>
	arg_<{ parameter.name }> := <{ does("Read", parameter.type) }>()
  <% endfor %>
  <% if in_place is none %>
	<{ does("Write", returns) }>(<{ name }>(<{ arguments(parameters) }>))
  <% else %>
	<{ name }>(<{ arguments(parameters) }>)
	<{ does("Write", answer) }>(arg_<{ parameters[in_place].name }>)
  <% endif %>
<% endif %>
}

func gavelStop(message string) {
	gavelOS.Stderr.WriteString(message + "\n")
	gavelOS.Exit(1)
}

// What returns more nodes than this is held to have a cycle; so many fit within the usual 256 MiB.
const gavelNodesMax = 5000000

func gavelCountNode(count int) {
	if count > gavelNodesMax {
		gavelStop("The returned structure has more than 5000000 nodes; does it have a cycle?")
	}
}

func gavelTake(bytes int) []byte {
	if bytes > len(gavelInput) {
		gavelStop("The arguments end too early.")
	}
	taken := gavelInput[:bytes]
	gavelInput = gavelInput[bytes:]
	return taken
}

// A length is never more than the bytes that follow, since nothing is encoded in none.
func gavelReadLength() int {
	length := gavelReadNumber()
	if length > len(gavelInput) {
		gavelStop("The arguments end too early.")
	}
	return length
}

func gavelReadNumber() int {
	return int(gavelBinary.LittleEndian.Uint32(gavelTake(4)))
}

func gavelWriteNumber(number int) {
	gavelOutput = gavelBinary.LittleEndian.AppendUint32(gavelOutput, uint32(number))
}

func gavelReadInt() int {
	return int(int32(gavelReadNumber()))
}

func gavelWriteInt(value int) {
	if int(int32(value)) != value {
		gavelStop("An int of the answer is outside of 32 bits.")
	}
	gavelWriteNumber(value)
}

func gavelReadLong() int64 {
	return int64(gavelBinary.LittleEndian.Uint64(gavelTake(8)))
}

func gavelWriteLong(value int64) {
	gavelOutput = gavelBinary.LittleEndian.AppendUint64(gavelOutput, uint64(value))
}

func gavelReadDouble() float64 {
	return gavelMath.Float64frombits(gavelBinary.LittleEndian.Uint64(gavelTake(8)))
}

func gavelWriteDouble(value float64) {
	gavelOutput = gavelBinary.LittleEndian.AppendUint64(gavelOutput, gavelMath.Float64bits(value))
}

func gavelReadBool() bool {
	return gavelTake(1)[0] != 0
}

func gavelWriteBool(value bool) {
	if value {
		gavelOutput = append(gavelOutput, 1)
	} else {
		gavelOutput = append(gavelOutput, 0)
	}
}

func gavelReadChar() byte {
	scalar := gavelReadNumber()
	if scalar > 255 {
		gavelStop("An argument has a character that is not one byte; Go solutions cannot be given it.")
	}
	return byte(scalar)
}

func gavelWriteChar(value byte) {
	gavelWriteNumber(int(value))
}

func gavelReadString() string {
	return string(gavelTake(gavelReadLength()))
}

func gavelWriteString(value string) {
	gavelWriteNumber(len(value))
	gavelOutput = append(gavelOutput, value...)
}

func gavelReadList[T any](read func() T) func() []T {
	return func() []T {
		list := make([]T, gavelReadLength())
		for index := range list {
			list[index] = read()
		}
		return list
	}
}

func gavelWriteList[T any](write func(T)) func([]T) {
	return func(list []T) {
		gavelWriteNumber(len(list))
		for _, item := range list {
			write(item)
		}
	}
}

func gavelReadOptional[T any](read func() T) func() *T {
	return func() *T {
		if !gavelReadBool() {
			return nil
		}
		value := read()
		return &value
	}
}

func gavelWriteOptional[T any](write func(T)) func(*T) {
	return func(value *T) {
		gavelWriteBool(value != nil)
		if value != nil {
			write(*value)
		}
	}
}
<% if "linked_list" in uses %>

func gavelReadLinkedList() *ListNode {
	var head *ListNode
	end := &head
	for length := gavelReadLength(); length > 0; length-- {
		*end = &ListNode{Val: gavelReadInt()}
		end = &(*end).Next
	}
	return head
}

func gavelWriteLinkedList(head *ListNode) {
	count := 0
	for node := head; node != nil; node = node.Next {
		count++
		gavelCountNode(count)
	}
	gavelWriteNumber(count)
	for node := head; node != nil; node = node.Next {
		gavelWriteInt(node.Val)
	}
}
<% endif %>
<% if "binary_tree" in uses %>

// The children of the nodes are the entries behind the root, two of each node in turn.
func gavelReadBinaryTree() *TreeNode {
	var root *TreeNode
	var nodes []*TreeNode
	count := gavelReadLength()
	for entry := 0; entry < count; entry++ {
		place := &root
		if entry > 0 {
			parent := (entry - 1) / 2
			if parent >= len(nodes) {
				gavelStop("An argument is no binary tree.")
			}
			if entry%2 == 1 {
				place = &nodes[parent].Left
			} else {
				place = &nodes[parent].Right
			}
		}
		if gavelReadBool() {
			*place = &TreeNode{Val: gavelReadInt()}
			nodes = append(nodes, *place)
		}
	}
	return root
}

func gavelWriteBinaryTree(root *TreeNode) {
	start := len(gavelOutput)
	gavelWriteNumber(0)
	nodes, entries := 0, 0
	for level := []*TreeNode{root}; len(level) > 0; {
		next := make([]*TreeNode, 0, 2*len(level))
		for _, node := range level {
			entries++
			gavelWriteBool(node != nil)
			if node != nil {
				nodes++
				gavelCountNode(nodes)
				gavelWriteInt(node.Val)
				next = append(next, node.Left, node.Right)
			}
		}
		level = next
	}
	gavelBinary.LittleEndian.PutUint32(gavelOutput[start:], uint32(entries))
}
<% endif %>
<% if "nary_tree" in uses %>

func gavelReadNaryTree() *Node {
	count := gavelReadLength()
	if count == 0 {
		return nil
	}
	nodes := make([]*Node, count)
	for index := range nodes {
		nodes[index] = &Node{}
	}
	// The children of each node are the next that are nobody's yet.
	next := nodes[1:]
	for _, node := range nodes {
		node.Val = gavelReadInt()
		children := gavelReadNumber()
		if children > len(next) {
			gavelStop("An argument is no tree.")
		}
		if children > 0 {
			node.Children = append(node.Children, next[:children]...)
			next = next[children:]
		}
	}
	return nodes[0]
}

func gavelWriteNaryTree(root *Node) {
	start := len(gavelOutput)
	gavelWriteNumber(0)
	nodes := 0
	var level []*Node
	if root != nil {
		level = append(level, root)
	}
	for len(level) > 0 {
		var next []*Node
		for _, node := range level {
			if node == nil {
				gavelStop("A node of the returned tree has nil among its children.")
			}
			nodes++
			gavelCountNode(nodes)
			gavelWriteInt(node.Val)
			gavelWriteNumber(len(node.Children))
			next = append(next, node.Children...)
		}
		level = next
	}
	gavelBinary.LittleEndian.PutUint32(gavelOutput[start:], uint32(nodes))
}
<% endif %>
<% if "graph" in uses %>

func gavelReadGraph() *<{ graph_node }> {
	nodes := make([]*<{ graph_node }>, gavelReadLength())
	if len(nodes) == 0 {
		return nil
	}
	for index := range nodes {
		nodes[index] = &<{ graph_node }>{Val: index + 1}
	}
	for _, node := range nodes {
		for neighbors := gavelReadLength(); neighbors > 0; neighbors-- {
			neighbor := gavelReadNumber()
			if neighbor < 1 || neighbor > len(nodes) {
				gavelStop("An argument is no graph.")
			}
			node.Neighbors = append(node.Neighbors, nodes[neighbor-1])
		}
	}
	return nodes[0]
}

// A node's number is its Val, wherever in the graph it is found.
func gavelWriteGraph(first *<{ graph_node }>) {
	if first != nil && first.Val != 1 {
		gavelStop("The returned node is not the graph's node 1.")
	}
	var found, numbered []*<{ graph_node }>
	meet := func(node *<{ graph_node }>) {
		if node == nil {
			gavelStop("A node of the returned graph has nil among its neighbors.")
		}
		if node.Val < 1 {
			gavelStop("The nodes of the returned graph are not numbered from 1.")
		}
		gavelCountNode(node.Val)
		for len(numbered) < node.Val {
			numbered = append(numbered, nil)
		}
		if numbered[node.Val-1] == node {
			return
		}
		if numbered[node.Val-1] != nil {
			gavelStop("Two nodes of the returned graph have the same number.")
		}
		numbered[node.Val-1] = node
		found = append(found, node)
	}
	if first != nil {
		meet(first)
	}
	for index := 0; index < len(found); index++ {
		for _, neighbor := range found[index].Neighbors {
			meet(neighbor)
		}
	}
	if len(found) != len(numbered) {
		gavelStop("The nodes of the returned graph are not numbered from 1.")
	}
	gavelWriteNumber(len(numbered))
	for _, node := range numbered {
		gavelWriteNumber(len(node.Neighbors))
		for _, neighbor := range node.Neighbors {
			gavelWriteNumber(neighbor.Val)
		}
	}
}
<% endif %>
