<#
The driver of C++ solutions. People's file is included behind the helpers, so that no macro of theirs changes those; only the calls
follow it. Everything but the nodes is in the namespace `gavel` or begins with its name, which no signature's name is.

Lists are handed over by reference, all else by value; a person may take them as they like. Nodes and the object are never freed:
who owns which is the person's affair, and a destructor that recurses down a long list must not end a right solution.
A char is one byte: it is the Unicode scalar value of the same number, up to 255.
Where a signature has both n-ary trees and graphs, the former's nodes are `Node`, the latter's `GraphNode`.
#>
<% set words = {"int": "gavel_int", "long": "gavel_long", "double": "double", "bool": "bool", "char": "char", "string": "std::string",
                "linked_list": "ListNode *", "binary_tree": "TreeNode *", "nary_tree": "Node *",
                "graph": "GraphNode *" if "nary_tree" in uses else "Node *"} %>
<% set graph_node = words.graph[:-2] %>
<% macro cpp(type) -%>
  <% if type.kind == "list" -%> std::vector<<{ cpp(type.of) }>>
  <%- elif type.kind == "optional" -%> std::optional<<{ cpp(type.of) }>>
  <%- else -%> <{ words[type.kind] }>
  <%- endif %>
<%- endmacro %>
<% macro arguments(parameters) -%>
  <% for parameter in parameters -%> arg_<{ parameter.name }><{ "" if loop.last else ", " }> <%- endfor %>
<%- endmacro %>
// Calls what solution.cpp defines with the arguments from stdin, and writes what it returns to descriptor 3.
#include <bits/stdc++.h>
#include <unistd.h>
using namespace std;

<% if "linked_list" in uses %>
struct ListNode {
    int val;
    ListNode *next;
    ListNode() : ListNode(0) {}
    ListNode(int val) : ListNode(val, nullptr) {}
    ListNode(int val, ListNode *next) : val(val), next(next) {}
};

<% endif %>
<% if "binary_tree" in uses %>
struct TreeNode {
    int val;
    TreeNode *left;
    TreeNode *right;
    TreeNode() : TreeNode(0) {}
    TreeNode(int val) : TreeNode(val, nullptr, nullptr) {}
    TreeNode(int val, TreeNode *left, TreeNode *right) : val(val), left(left), right(right) {}
};

<% endif %>
<% if "nary_tree" in uses %>
struct Node {
    int val;
    std::vector<Node *> children;
    Node() : val(0) {}
    Node(int val) : val(val) {}
    Node(int val, std::vector<Node *> children) : val(val), children(std::move(children)) {}
};

<% endif %>
<% if "graph" in uses %>
struct <{ graph_node }> {
    int val;
    std::vector<<{ graph_node }> *> neighbors;
    <{ graph_node }>() : val(0) {}
    <{ graph_node }>(int val) : val(val) {}
    <{ graph_node }>(int val, std::vector<<{ graph_node }> *> neighbors) : val(val), neighbors(std::move(neighbors)) {}
};

<% endif %>
namespace gavel {

// Encoded values; numbers are little endian in them, as in all memory that this is compiled for.
std::string input, output;
std::size_t at = 0;
// What returns more nodes than this is held to have a cycle; so many fit within the usual 256 MiB.
constexpr std::size_t nodes_max = 5'000'000;

[[noreturn]] void stop(const char *message) {
    std::cout.flush();
    std::fflush(nullptr);
    std::fprintf(stderr, "%s\n", message);
    std::_Exit(1);
}

void count_node(std::size_t count) {
    if (count > nodes_max) stop("The returned structure has more than 5000000 nodes; does it have a cycle?");
}

const char *take(std::size_t bytes) {
    if (bytes > input.size() - at) stop("The arguments end too early.");
    at += bytes;
    return input.data() + (at - bytes);
}

template <class T> T number() {
    T value;
    std::memcpy(&value, take(sizeof(T)), sizeof(T));
    return value;
}

// A length is never more than the bytes that follow, since nothing is encoded in none.
std::size_t length() {
    std::size_t count = number<std::uint32_t>();
    if (count > input.size() - at) stop("The arguments end too early.");
    return count;
}

template <class T> void put(T value) { output.append(reinterpret_cast<const char *>(&value), sizeof(T)); }

void put_length(std::size_t length) { put(static_cast<std::uint32_t>(length)); }

// How values of each type are read and written; numbers are as they are in memory.
template <class T> struct Of {
    static_assert(std::is_arithmetic_v<T>);
    static T read() { return number<T>(); }
    static void write(T value) { put(value); }
};

template <> struct Of<bool> {
    static bool read() { return *take(1) != 0; }
    static void write(bool value) { output.push_back(value ? 1 : 0); }
};

template <> struct Of<char> {
    static char read() {
        auto scalar = number<std::uint32_t>();
        if (scalar > 255) stop("An argument has a character that is not one byte; C++ solutions cannot be given it.");
        return static_cast<char>(scalar);
    }
    static void write(char value) { put<std::uint32_t>(static_cast<unsigned char>(value)); }
};

template <> struct Of<std::string> {
    static std::string read() {
        auto bytes = length();
        return std::string(take(bytes), bytes);
    }
    static void write(const std::string &value) {
        put_length(value.size());
        output += value;
    }
};

template <class T> struct Of<std::vector<T>> {
    static std::vector<T> read() {
        std::vector<T> list;
        auto count = length();
        list.reserve(count);
        for (; count > 0; count--) list.push_back(Of<T>::read());
        return list;
    }
    static void write(const std::vector<T> &list) {
        put_length(list.size());
        for (const auto &item : list) Of<T>::write(item);
    }
};

template <class T> struct Of<std::optional<T>> {
    static std::optional<T> read() {
        if (!Of<bool>::read()) return std::nullopt;
        return Of<T>::read();
    }
    static void write(const std::optional<T> &value) {
        Of<bool>::write(value.has_value());
        if (value) Of<T>::write(*value);
    }
};

<% if "linked_list" in uses %>
template <> struct Of<ListNode *> {
    static ListNode *read() {
        ListNode *head = nullptr, **end = &head;
        for (auto count = length(); count > 0; count--) {
            *end = new ListNode(number<std::int32_t>());
            end = &(*end)->next;
        }
        return head;
    }
    static void write(const ListNode *head) {
        std::size_t count = 0;
        for (auto node = head; node; node = node->next) count_node(++count);
        put_length(count);
        for (auto node = head; node; node = node->next) put(node->val);
    }
};

<% endif %>
<% if "binary_tree" in uses %>
template <> struct Of<TreeNode *> {
    // The children of the nodes are the entries behind the root, two of each node in turn.
    static TreeNode *read() {
        std::vector<TreeNode *> nodes;
        auto count = length();
        for (std::size_t entry = 0; entry < count; entry++) {
            if (entry > 0 && (entry - 1) / 2 >= nodes.size()) stop("An argument is no binary tree.");
            if (!Of<bool>::read()) continue;
            auto node = new TreeNode(number<std::int32_t>());
            if (entry > 0) {
                auto parent = nodes[(entry - 1) / 2];
                (entry % 2 == 1 ? parent->left : parent->right) = node;
            }
            nodes.push_back(node);
        }
        return nodes.empty() ? nullptr : nodes[0];
    }
    static void write(const TreeNode *root) {
        auto start = output.size();
        put_length(0);
        std::size_t nodes = 0, entries = 0;
        std::deque<const TreeNode *> next{root};
        for (; !next.empty(); next.pop_front(), entries++) {
            auto node = next.front();
            Of<bool>::write(node);
            if (!node) continue;
            count_node(++nodes);
            put(node->val);
            next.push_back(node->left);
            next.push_back(node->right);
        }
        auto count = static_cast<std::uint32_t>(entries);
        std::memcpy(&output[start], &count, sizeof(count));
    }
};

<% endif %>
<% if "nary_tree" in uses %>
template <> struct Of<Node *> {
    static Node *read() {
        auto count = length();
        if (count == 0) return nullptr;
        std::vector<Node *> nodes(count);
        for (auto &node : nodes) node = new Node();
        // The children of each node are the next that are nobody's yet.
        std::size_t next = 1;
        for (auto node : nodes) {
            node->val = number<std::int32_t>();
            std::size_t children = number<std::uint32_t>();
            if (children > count - next) stop("An argument is no tree.");
            node->children.assign(nodes.begin() + next, nodes.begin() + next + children);
            next += children;
        }
        return nodes[0];
    }
    static void write(const Node *root) {
        auto start = output.size();
        put_length(0);
        std::size_t nodes = 0;
        std::deque<const Node *> next;
        if (root) next.push_back(root);
        for (; !next.empty(); next.pop_front()) {
            auto node = next.front();
            if (!node) stop("A node of the returned tree has null among its children.");
            count_node(++nodes);
            put(node->val);
            put_length(node->children.size());
            next.insert(next.end(), node->children.begin(), node->children.end());
        }
        auto count = static_cast<std::uint32_t>(nodes);
        std::memcpy(&output[start], &count, sizeof(count));
    }
};

<% endif %>
<% if "graph" in uses %>
template <> struct Of<<{ graph_node }> *> {
    static <{ graph_node }> *read() {
        auto count = length();
        std::vector<<{ graph_node }> *> nodes(count);
        for (std::size_t index = 0; index < count; index++) nodes[index] = new <{ graph_node }>(static_cast<int>(index + 1));
        for (auto node : nodes) {
            for (auto neighbors = length(); neighbors > 0; neighbors--) {
                auto neighbor = number<std::uint32_t>();
                if (neighbor < 1 || neighbor > count) stop("An argument is no graph.");
                node->neighbors.push_back(nodes[neighbor - 1]);
            }
        }
        return nodes.empty() ? nullptr : nodes[0];
    }
    // A node's number is its `val`, wherever in the graph it is found.
    static void write(<{ graph_node }> *first) {
        if (first && first->val != 1) stop("The returned node is not the graph's node 1.");
        std::vector<<{ graph_node }> *> found, numbered;
        auto meet = [&](<{ graph_node }> *node) {
            if (!node) stop("A node of the returned graph has null among its neighbors.");
            if (node->val < 1) stop("The nodes of the returned graph are not numbered from 1.");
            std::size_t index = node->val - 1;
            count_node(index + 1);
            if (index >= numbered.size()) numbered.resize(index + 1);
            if (numbered[index] == node) return;
            if (numbered[index]) stop("Two nodes of the returned graph have the same number.");
            numbered[index] = node;
            found.push_back(node);
        };
        if (first) meet(first);
        for (std::size_t index = 0; index < found.size(); index++) {
            for (auto neighbor : found[index]->neighbors) meet(neighbor);
        }
        if (found.size() != numbered.size()) stop("The nodes of the returned graph are not numbered from 1.");
        put_length(numbered.size());
        for (auto node : numbered) {
            put_length(node->neighbors.size());
            for (auto neighbor : node->neighbors) put_length(neighbor->val);
        }
    }
};

<% endif %>
void read_input() {
    std::size_t size = 0;
    for (;;) {
        input.resize(std::max<std::size_t>(65536, size * 2));
        while (size < input.size()) {
            auto got = ::read(0, &input[size], input.size() - size);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) stop("The arguments cannot be read.");
            if (got == 0) return input.resize(size);
            size += got;
        }
    }
}

void write_output() {
    for (std::size_t done = 0; done < output.size();) {
        auto wrote = ::write(3, output.data() + done, output.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) stop("The answer cannot be written.");
        done += wrote;
    }
}

}  // namespace gavel

// What is used behind people's code, by names that no macro of theirs has.
template <class T> T gavel_read() { return gavel::Of<T>::read(); }

template <class T> void gavel_write(const T &value) { gavel::Of<T>::write(value); }

std::uint32_t gavel_number() { return gavel::number<std::uint32_t>(); }

[[noreturn]] void gavel_stop(const char *message) { gavel::stop(message); }

using gavel_int = int;
using gavel_long = long long;

void gavel_call();

int main() {
    gavel::read_input();
    gavel_call();
    if (gavel::at != gavel::input.size()) gavel::stop("More follows the arguments.");
    gavel::write_output();
    std::cout.flush();
    std::fflush(nullptr);
    std::_Exit(0);
}

// GCC defines these, which people may have for names.
#undef linux
#undef unix
#include "solution.cpp"

void gavel_call() {
<% if is_class %>
    auto gavel_calls = gavel_number();
    if (gavel_calls == 0 || gavel_number() != 0) gavel_stop("The first call is not the constructor.");
  <% for parameter in parameters %>
    auto arg_<{ parameter.name }> = gavel_read<<{ cpp(parameter.type) }>>();
  <% endfor %>
    auto gavel_object = new <{ name }>(<{ arguments(parameters) }>);
    while (--gavel_calls > 0) {
        switch (gavel_number()) {
  <% for method in methods %>
            case <{ loop.index }>: {
    <% for parameter in method.parameters %>
                auto arg_<{ parameter.name }> = gavel_read<<{ cpp(parameter.type) }>>();
    <% endfor %>
    <% if method.returns.kind == "void" %>
                gavel_object-><{ method.name }>(<{ arguments(method.parameters) }>);
    <% else %>
                gavel_write<<{ cpp(method.returns) }>>(gavel_object-><{ method.name }>(<{ arguments(method.parameters) }>));
    <% endif %>
                break;
            }
  <% endfor %>
            default: gavel_stop("A call is of no method.");
        }
    }
<% else %>
  <% for parameter in parameters %>
    auto arg_<{ parameter.name }> = gavel_read<<{ cpp(parameter.type) }>>();
  <% endfor %>
  <% if in_place is none %>
    gavel_write<<{ cpp(returns) }>>(Solution().<{ name }>(<{ arguments(parameters) }>));
  <% else %>
    Solution().<{ name }>(<{ arguments(parameters) }>);
    gavel_write<<{ cpp(answer) }>>(arg_<{ parameters[in_place].name }>);
  <% endif %>
<% endif %>
}
