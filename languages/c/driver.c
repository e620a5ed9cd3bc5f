<#
The driver of C solutions. People's file is included behind the helpers, so that no macro of theirs changes those; only the calls follow
it. Every name of global scope but the nodes' begins with `gavel_`, which no signature's name does.

A list `T[]` is `T* nums, int numsSize`; a list of lists `T** nums, int numsSize, int* numsColSize`, each row with a size of its own; the two
levels below go on likewise with `int** numsDim3Size` and `int*** numsDim4Size`. Returned lists have their sizes put in `int* returnSize`,
`int** returnColumnSizes`, `int*** returnDim3Sizes`, `int**** returnDim4Sizes`, which are 0 and NULL before. An optional is a pointer, NULL
where it is null; of a string, which is one already, the string. A list that is changed in place keeps its sizes unless the arrays of
sizes are changed too.

A string ends with a NUL. One that has a NUL within is handed over whole, but C's functions see it end there, and so does the answer.
A char is one byte: the Unicode scalar value of the same number, up to 255. Nothing that is handed over or returned is freed here, so
that a solution may return what it has been given or what it keeps. Where a signature has both n-ary trees and graphs, the former's nodes
are `struct Node`, the latter's `struct GraphNode`.
#>
<% set graph_node = "GraphNode" if "nary_tree" in uses else "Node" %>
<% set words = {"void": "void ", "int": "int ", "long": "long long ", "double": "double ", "bool": "bool ", "char": "char ", "string": "char *",
                "linked_list": "struct ListNode *", "binary_tree": "struct TreeNode *", "nary_tree": "struct Node *",
                "graph": "struct " ~ graph_node ~ " *"} %>
<# What C's headers declare and a problem could be called: there it is another function. #>
<% set declared = ["abs", "atoi", "atof", "bsearch", "cbrt", "ceil", "cos", "div", "exp", "fabs", "ffs", "floor", "fma", "fmax", "fmin",
                   "fmod", "gamma", "getline", "hypot", "index", "labs", "log", "log2", "log10", "logb", "malloc", "pow", "printf", "puts",
                   "qsort", "rand", "random", "realloc", "remainder", "remove", "rename", "rewind", "rindex", "rint", "round", "scanf",
                   "sin", "sqrt", "strcat", "strchr", "strcmp", "strcpy", "strdup", "strlen", "strspn", "strstr", "strtok", "strtol",
                   "system", "tan", "tolower", "toupper", "trunc"] %>
<# The number of a list's levels. #>
<% macro depth(type) -%> <{ (type.text|length - type.text|replace("[]", "")|length) // 2 }> <%- endmacro %>
<# The type of what a list holds at its lowest level, or the type itself. #>
<% macro item(type) -%>
  <% if type.kind == "list" -%> <{ item(type.of) }>
  <%- elif type.kind == "optional" and type.of.kind == "string" -%> gavel_optional_string
  <%- elif type.kind == "optional" -%> gavel_optional_<{ type.of.kind }>
  <%- else -%> gavel_<{ type.kind }>
  <%- endif %>
<%- endmacro %>
<% macro c(type) -%>
  <% if type.kind == "optional" and type.of.kind == "string" -%> char *
  <%- elif type.kind in ["list", "optional"] -%> <{ c(type.of) }>*
  <%- else -%> <{ words[type.kind] }>
  <%- endif %>
<%- endmacro %>
<# The line that declares and reads an argument. #>
<% macro read(parameter) -%>
  <% if parameter.type.kind == "list" -%>
    struct gavel_list arg_<{ parameter.name }> = gavel_read_list(<{ depth(parameter.type) }>, &<{ item(parameter.type) }>);
  <%- else -%>
    <{ c(parameter.type) }>arg_<{ parameter.name }>; gavel_read(&<{ item(parameter.type) }>, &arg_<{ parameter.name }>);
  <%- endif %>
<%- endmacro %>
<# What is between the parentheses of a call: the object, the arguments, and where the sizes of the result go. #>
<% macro arguments(object, parameters, returns) -%>
  <% set given = namespace(list=[object] if object else []) -%>
  <% for parameter in parameters -%>
    <% set name = "arg_" ~ parameter.name -%>
    <% if parameter.type.kind == "list" -%>
      <% set sized = [name ~ ".gavel_sizes[0]", name ~ ".gavel_sizes[1]", name ~ ".gavel_sizes[2]"] -%>
      <% set given.list = given.list + ["(" ~ c(parameter.type) ~ ")" ~ name ~ ".gavel_items", name ~ ".gavel_size"]
                          + sized[:depth(parameter.type)|int - 1] -%>
    <% else -%>
      <% set given.list = given.list + [name] -%>
    <% endif -%>
  <% endfor -%>
  <% if returns.kind == "list" -%>
    <% set given.list = given.list + ["&answer_list.gavel_size", "&answer_columns", "&answer_dim3",
                                      "&answer_dim4"][:depth(returns)|int] -%>
  <% endif -%>
  <{ given.list|join(", ") }>
<%- endmacro %>
<# The lines that call and write what is returned. #>
<% macro call(name, object, parameters, returns, indent) %>
  <% if returns.kind == "void" %>
<{ indent }><{ name }>(<{ arguments(object, parameters, returns) }>);
  <% elif returns.kind == "list" %>
    <% set levels = depth(returns)|int %>
<{ indent }>struct gavel_list answer_list = {0};
    <% for sizes in ["int *answer_columns", "int **answer_dim3", "int ***answer_dim4"][:levels - 1] %>
<{ indent }><{ sizes }> = NULL;
    <% endfor %>
<{ indent }><{ c(returns) }>answer_items = <{ name }>(<{ arguments(object, parameters, returns) }>);
<{ indent }>answer_list.gavel_items = answer_items;
    <% for sizes in ["answer_columns", "answer_dim3", "answer_dim4"][:levels - 1] %>
<{ indent }>answer_list.gavel_sizes[<{ loop.index0 }>] = <{ sizes }>;
    <% endfor %>
<{ indent }>gavel_write_list(<{ levels }>, &<{ item(returns) }>, answer_list);
  <% else %>
<{ indent }><{ c(returns) }>answer_value = <{ name }>(<{ arguments(object, parameters, returns) }>);
<{ indent }>gavel_write(&<{ item(returns) }>, &answer_value);
  <% endif %>
<% endmacro %>
// Calls what solution.c defines with the arguments from stdin, and writes what it returns to descriptor 3.
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

<% if "linked_list" in uses %>
struct ListNode {
    int val;
    struct ListNode *next;
};

<% endif %>
<% if "binary_tree" in uses %>
struct TreeNode {
    int val;
    struct TreeNode *left;
    struct TreeNode *right;
};

<% endif %>
<% if "nary_tree" in uses %>
struct Node {
    int val;
    int numChildren;
    struct Node **children;
};

<% endif %>
<% if "graph" in uses %>
struct <{ graph_node }> {
    int val;
    int numNeighbors;
    struct <{ graph_node }> **neighbors;
};

<% endif %>
// What not every signature needs is inline here, so that no compiler misses its use.

// Encoded values; numbers are little endian in them, as in all memory that this is compiled for.
struct gavel_bytes {
    char *start;
    size_t size, room;
};
static struct gavel_bytes gavel_input, gavel_output;
static size_t gavel_at;
// What returns more nodes than this is held to have a cycle; so many fit within the usual 256 MiB.
enum { gavel_nodes_max = 5000000 };

__attribute__((noreturn)) static void gavel_stop(const char *message) {
    fflush(NULL);
    fprintf(stderr, "%s\n", message);
    _Exit(1);
}

static inline void *gavel_allocate(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size);
    if (!memory) gavel_stop("There is no memory left.");
    return memory;
}

static void *gavel_grow(void *memory, size_t bytes) {
    memory = realloc(memory, bytes);
    if (!memory) gavel_stop("There is no memory left.");
    return memory;
}

// Has room for that many more bytes.
static char *gavel_reserve(struct gavel_bytes *bytes, size_t more) {
    if (bytes->room - bytes->size < more) {
        bytes->room = bytes->room * 2 + more + 65536;
        bytes->start = gavel_grow(bytes->start, bytes->room);
    }
    return bytes->start + bytes->size;
}

static const char *gavel_take(size_t bytes) {
    if (bytes > gavel_input.size - gavel_at) gavel_stop("The arguments end too early.");
    gavel_at += bytes;
    return gavel_input.start + (gavel_at - bytes);
}

static void gavel_put(const void *bytes, size_t count) {
    char *end = gavel_reserve(&gavel_output, count);
    if (count) memcpy(end, bytes, count);
    gavel_output.size += count;
}

static inline uint32_t gavel_take_number(void) {
    uint32_t number;
    memcpy(&number, gavel_take(sizeof(number)), sizeof(number));
    return number;
}

static inline void gavel_put_number(uint32_t number) { gavel_put(&number, sizeof(number)); }

// A length is never more than the bytes that follow, since nothing is encoded in none.
static inline size_t gavel_take_length(void) {
    size_t length = gavel_take_number();
    if (length > gavel_input.size - gavel_at || length > INT_MAX) gavel_stop("The arguments end too early.");
    return length;
}

// How values of a type are read into memory and written from it; `of` is what an optional is of.
struct gavel_type {
    size_t size;
    void (*read)(const struct gavel_type *type, void *into);
    void (*write)(const struct gavel_type *type, const void *from);
    const struct gavel_type *of;
};

static inline void gavel_read(const struct gavel_type *type, void *into) { type->read(type, into); }

static inline void gavel_write(const struct gavel_type *type, const void *from) { type->write(type, from); }

// Values that are encoded as they are in memory.
static inline void gavel_read_plain(const struct gavel_type *type, void *into) {
    memcpy(into, gavel_take(type->size), type->size);
}

static inline void gavel_write_plain(const struct gavel_type *type, const void *from) {
    gavel_put(from, type->size);
}

<% for kind in ["int", "long", "double"] if kind in uses %>
static const struct gavel_type gavel_<{ kind }> = {sizeof(<{ words[kind]|trim }>), gavel_read_plain, gavel_write_plain, NULL};
<% endfor %>

<% if "bool" in uses %>
static void gavel_read_bool(const struct gavel_type *type, void *into) { *(bool *)into = *gavel_take(type->size) != 0; }

static const struct gavel_type gavel_bool = {sizeof(bool), gavel_read_bool, gavel_write_plain, NULL};

<% endif %>
<% if "char" in uses %>
static void gavel_read_char(const struct gavel_type *type, void *into) {
    uint32_t scalar = gavel_take_number();
    if (scalar > 255) gavel_stop("An argument has a character that is not one byte; C solutions cannot be given it.");
    memset(into, (int)scalar, type->size);
}

static void gavel_write_char(const struct gavel_type *type, const void *from) {
    (void)type;
    gavel_put_number(*(const unsigned char *)from);
}

static const struct gavel_type gavel_char = {sizeof(char), gavel_read_char, gavel_write_char, NULL};

<% endif %>
<% if "string" in uses %>
static void gavel_read_string(const struct gavel_type *type, void *into) {
    (void)type;
    size_t length = gavel_take_length();
    char *text = gavel_allocate(length + 1, 1);
    memcpy(text, gavel_take(length), length);
    *(char **)into = text;
}

static void gavel_write_string(const struct gavel_type *type, const void *from) {
    (void)type;
    const char *text = *(char *const *)from;
    if (!text) gavel_stop("A string of the answer is NULL.");
    size_t length = strlen(text);
    gavel_put_number((uint32_t)length);
    gavel_put(text, length);
}

static const struct gavel_type gavel_string = {sizeof(char *), gavel_read_string, gavel_write_string, NULL};

<% endif %>
<% if "optional" in uses %>
static inline void gavel_read_optional(const struct gavel_type *type, void *into) {
    void *value = NULL;
    if (*gavel_take(1)) {
        value = gavel_allocate(1, type->of->size);
        gavel_read(type->of, value);
    }
    *(void **)into = value;
}

static inline void gavel_write_optional(const struct gavel_type *type, const void *from) {
    const void *value = *(void *const *)from;
    gavel_put(value ? "\1" : "\0", 1);
    if (value) gavel_write(type->of, value);
}

  <% for kind in ["int", "long", "double", "bool", "char"] if kind in uses %>
__attribute__((unused)) static const struct gavel_type gavel_optional_<{ kind }> = {
    sizeof(void *), gavel_read_optional, gavel_write_optional, &gavel_<{ kind }>};
  <% endfor %>
  <% if "string" in uses %>

static void gavel_read_optional_string(const struct gavel_type *type, void *into) {
    *(char **)into = NULL;
    if (*gavel_take(1)) gavel_read(type->of, into);
}

static void gavel_write_optional_string(const struct gavel_type *type, const void *from) {
    bool there = *(char *const *)from != NULL;
    gavel_put(there ? "\1" : "\0", 1);
    if (there) gavel_write(type->of, from);
}

__attribute__((unused)) static const struct gavel_type gavel_optional_string = {
    sizeof(char *), gavel_read_optional_string, gavel_write_optional_string, &gavel_string};
  <% endif %>

<% endif %>
<% if "list" in uses %>
// A list of lists: its items are pointers to the items of each; gavel_sizes[0] is an array of their sizes, and the next two are arrays of
// what their own first two are. What is used behind people's code has names that no macro of theirs has.
struct gavel_list {
    void *gavel_items;
    int gavel_size;
    void *gavel_sizes[3];
};

static inline struct gavel_list gavel_read_list(int depth, const struct gavel_type *type) {
    struct gavel_list list = {0};
    size_t count = gavel_take_length();
    list.gavel_size = (int)count;
    if (depth == 1) {
        // There is one more, zero, so that a list of chars can be taken for a string.
        char *items = list.gavel_items = gavel_allocate(count + 1, type->size);
        for (size_t index = 0; index < count; index++) gavel_read(type, items + index * type->size);
        return list;
    }
    void **items = list.gavel_items = gavel_allocate(count, sizeof(void *));
    int *sizes = list.gavel_sizes[0] = gavel_allocate(count, sizeof(int));
    for (int level = 1; level < depth - 1; level++) list.gavel_sizes[level] = gavel_allocate(count, sizeof(void *));
    for (size_t index = 0; index < count; index++) {
        struct gavel_list inner = gavel_read_list(depth - 1, type);
        items[index] = inner.gavel_items;
        sizes[index] = inner.gavel_size;
        for (int level = 1; level < depth - 1; level++) ((void **)list.gavel_sizes[level])[index] = inner.gavel_sizes[level - 1];
    }
    return list;
}

static inline void gavel_write_list(int depth, const struct gavel_type *type, struct gavel_list list) {
    if (list.gavel_size < 0) gavel_stop("The size of a list of the answer is negative.");
    gavel_put_number((uint32_t)list.gavel_size);
    if (list.gavel_size == 0) return;
    if (!list.gavel_items) gavel_stop("A list of the answer is NULL, but its size is not 0.");
    if (depth == 1) {
        for (int index = 0; index < list.gavel_size; index++) gavel_write(type, (char *)list.gavel_items + (size_t)index * type->size);
        return;
    }
    for (int level = 0; level < depth - 1; level++) {
        if (!list.gavel_sizes[level]) gavel_stop("The sizes of the lists within a list of the answer are NULL.");
    }
    for (int index = 0; index < list.gavel_size; index++) {
        struct gavel_list inner = {((void **)list.gavel_items)[index], ((int *)list.gavel_sizes[0])[index], {0}};
        for (int level = 1; level < depth - 1; level++) inner.gavel_sizes[level - 1] = ((void **)list.gavel_sizes[level])[index];
        gavel_write_list(depth - 1, type, inner);
    }
}

<% endif %>
<% if "linked_list" in uses or "binary_tree" in uses or "nary_tree" in uses or "graph" in uses %>
static void gavel_count_node(size_t count) {
    if (count > gavel_nodes_max) gavel_stop("The returned structure has more than 5000000 nodes; does it have a cycle?");
}

static inline int gavel_take_int(void) { return (int)gavel_take_number(); }

<% endif %>
<% if "binary_tree" in uses or "nary_tree" in uses or "graph" in uses %>
// A growing array of pointers to nodes.
struct gavel_nodes {
    void **start;
    size_t size, room;
};

static void gavel_push(struct gavel_nodes *nodes, void *node) {
    if (nodes->size == nodes->room) {
        nodes->room = nodes->room * 2 + 64;
        nodes->start = gavel_grow(nodes->start, nodes->room * sizeof(void *));
    }
    nodes->start[nodes->size++] = node;
}

<% endif %>
<% if "linked_list" in uses %>
static void gavel_read_linked_list(const struct gavel_type *type, void *into) {
    (void)type;
    struct ListNode *head = NULL, **end = &head;
    for (size_t count = gavel_take_length(); count > 0; count--) {
        *end = gavel_allocate(1, sizeof(struct ListNode));
        (*end)->val = gavel_take_int();
        end = &(*end)->next;
    }
    *(struct ListNode **)into = head;
}

static void gavel_write_linked_list(const struct gavel_type *type, const void *from) {
    (void)type;
    const struct ListNode *head = *(struct ListNode *const *)from;
    size_t count = 0;
    for (const struct ListNode *node = head; node; node = node->next) gavel_count_node(++count);
    gavel_put_number((uint32_t)count);
    for (const struct ListNode *node = head; node; node = node->next) gavel_put(&node->val, sizeof(node->val));
}

static const struct gavel_type gavel_linked_list = {
    sizeof(struct ListNode *), gavel_read_linked_list, gavel_write_linked_list, NULL};

<% endif %>
<% if "binary_tree" in uses %>
// The children of the nodes are the entries behind the root, two of each node in turn.
static void gavel_read_binary_tree(const struct gavel_type *type, void *into) {
    (void)type;
    struct TreeNode *root = NULL;
    struct gavel_nodes nodes = {0};
    size_t count = gavel_take_length();
    for (size_t entry = 0; entry < count; entry++) {
        if (entry > 0 && (entry - 1) / 2 >= nodes.size) gavel_stop("An argument is no binary tree.");
        if (!*gavel_take(1)) continue;
        struct TreeNode *node = gavel_allocate(1, sizeof(struct TreeNode));
        node->val = gavel_take_int();
        gavel_push(&nodes, node);
        if (entry == 0) {
            root = node;
            continue;
        }
        struct TreeNode *parent = nodes.start[(entry - 1) / 2];
        *(entry % 2 == 1 ? &parent->left : &parent->right) = node;
    }
    free(nodes.start);
    *(struct TreeNode **)into = root;
}

static void gavel_write_binary_tree(const struct gavel_type *type, const void *from) {
    (void)type;
    size_t start = gavel_output.size, count = 0, entry = 0;
    gavel_put_number(0);
    struct gavel_nodes entries = {0};
    gavel_push(&entries, *(struct TreeNode *const *)from);
    for (; entry < entries.size; entry++) {
        struct TreeNode *node = entries.start[entry];
        gavel_put(node ? "\1" : "\0", 1);
        if (!node) continue;
        gavel_count_node(++count);
        gavel_put(&node->val, sizeof(node->val));
        gavel_push(&entries, node->left);
        gavel_push(&entries, node->right);
    }
    uint32_t length = (uint32_t)entries.size;
    memcpy(gavel_output.start + start, &length, sizeof(length));
    free(entries.start);
}

static const struct gavel_type gavel_binary_tree = {
    sizeof(struct TreeNode *), gavel_read_binary_tree, gavel_write_binary_tree, NULL};

<% endif %>
<% if "nary_tree" in uses %>
static void gavel_read_nary_tree(const struct gavel_type *type, void *into) {
    (void)type;
    size_t count = gavel_take_length(), next = 1;
    *(struct Node **)into = NULL;
    if (count == 0) return;
    struct Node **nodes = gavel_allocate(count, sizeof(struct Node *));
    for (size_t index = 0; index < count; index++) nodes[index] = gavel_allocate(1, sizeof(struct Node));
    // The children of each node are the next that are nobody's yet.
    for (size_t index = 0; index < count; index++) {
        nodes[index]->val = gavel_take_int();
        size_t children = gavel_take_number();
        if (children > count - next) gavel_stop("An argument is no tree.");
        nodes[index]->numChildren = (int)children;
        nodes[index]->children = gavel_allocate(children, sizeof(struct Node *));
        memcpy(nodes[index]->children, nodes + next, children * sizeof(struct Node *));
        next += children;
    }
    *(struct Node **)into = nodes[0];
    free(nodes);
}

static void gavel_write_nary_tree(const struct gavel_type *type, const void *from) {
    (void)type;
    size_t start = gavel_output.size;
    gavel_put_number(0);
    struct gavel_nodes nodes = {0};
    struct Node *root = *(struct Node *const *)from;
    if (root) gavel_push(&nodes, root);
    for (size_t index = 0; index < nodes.size; index++) {
        struct Node *node = nodes.start[index];
        if (!node || node->numChildren < 0 || (node->numChildren > 0 && !node->children)) {
            gavel_stop("A node of the returned tree, or an array of children, is NULL.");
        }
        gavel_count_node(index + 1);
        gavel_put(&node->val, sizeof(node->val));
        gavel_put_number((uint32_t)node->numChildren);
        for (int child = 0; child < node->numChildren; child++) gavel_push(&nodes, node->children[child]);
    }
    uint32_t length = (uint32_t)nodes.size;
    memcpy(gavel_output.start + start, &length, sizeof(length));
    free(nodes.start);
}

static const struct gavel_type gavel_nary_tree = {sizeof(struct Node *), gavel_read_nary_tree, gavel_write_nary_tree, NULL};

<% endif %>
<% if "graph" in uses %>
static void gavel_read_graph(const struct gavel_type *type, void *into) {
    (void)type;
    size_t count = gavel_take_length();
    struct <{ graph_node }> **nodes = gavel_allocate(count, sizeof(*nodes));
    for (size_t index = 0; index < count; index++) nodes[index] = gavel_allocate(1, sizeof(**nodes));
    for (size_t index = 0; index < count; index++) {
        size_t neighbors = gavel_take_length();
        nodes[index]->val = (int)index + 1;
        nodes[index]->numNeighbors = (int)neighbors;
        nodes[index]->neighbors = gavel_allocate(neighbors, sizeof(*nodes));
        for (size_t neighbor = 0; neighbor < neighbors; neighbor++) {
            uint32_t number = gavel_take_number();
            if (number < 1 || number > count) gavel_stop("An argument is no graph.");
            nodes[index]->neighbors[neighbor] = nodes[number - 1];
        }
    }
    *(struct <{ graph_node }> **)into = nodes[0];
    free(nodes);
}

// Notes a node that was come upon, under its number.
static void gavel_meet(struct <{ graph_node }> *node, struct gavel_nodes *found, struct gavel_nodes *numbered) {
    if (!node || node->numNeighbors < 0 || (node->numNeighbors > 0 && !node->neighbors)) {
        gavel_stop("A node of the returned graph, or an array of neighbors, is NULL.");
    }
    if (node->val < 1) gavel_stop("The nodes of the returned graph are not numbered from 1.");
    size_t number = (size_t)node->val;
    gavel_count_node(number);
    while (numbered->size < number) gavel_push(numbered, NULL);
    if (numbered->start[number - 1] == node) return;
    if (numbered->start[number - 1]) gavel_stop("Two nodes of the returned graph have the same number.");
    numbered->start[number - 1] = node;
    gavel_push(found, node);
}

// A node's number is its `val`, wherever in the graph it is found.
static void gavel_write_graph(const struct gavel_type *type, const void *from) {
    (void)type;
    struct <{ graph_node }> *first = *(struct <{ graph_node }> *const *)from, *node;
    struct gavel_nodes found = {0}, numbered = {0};
    if (first && first->val != 1) gavel_stop("The returned node is not the graph's node 1.");
    if (first) gavel_meet(first, &found, &numbered);
    for (size_t index = 0; index < found.size; index++) {
        node = found.start[index];
        for (int neighbor = 0; neighbor < node->numNeighbors; neighbor++) {
            gavel_meet(node->neighbors[neighbor], &found, &numbered);
        }
    }
    if (found.size != numbered.size) gavel_stop("The nodes of the returned graph are not numbered from 1.");
    gavel_put_number((uint32_t)numbered.size);
    for (size_t index = 0; index < numbered.size; index++) {
        node = numbered.start[index];
        gavel_put_number((uint32_t)node->numNeighbors);
        for (int neighbor = 0; neighbor < node->numNeighbors; neighbor++) {
            gavel_put_number((uint32_t)node->neighbors[neighbor]->val);
        }
    }
    free(found.start);
    free(numbered.start);
}

static const struct gavel_type gavel_graph = {
    sizeof(struct <{ graph_node }> *), gavel_read_graph, gavel_write_graph, NULL};

<% endif %>
static void gavel_read_input(void) {
    while (!feof(stdin) && !ferror(stdin)) {
        char *end = gavel_reserve(&gavel_input, 65536);
        gavel_input.size += fread(end, 1, gavel_input.room - gavel_input.size, stdin);
    }
    if (ferror(stdin)) gavel_stop("The arguments cannot be read.");
}

static void gavel_write_output(void) {
    FILE *answer = fdopen(3, "wb");
    if (!answer || setvbuf(answer, NULL, _IONBF, 0) != 0) gavel_stop("The answer cannot be written.");
    if (fwrite(gavel_output.start, 1, gavel_output.size, answer) != gavel_output.size) gavel_stop("The answer cannot be written.");
}

static void gavel_call(void);

int main(void) {
    gavel_read_input();
    gavel_call();
    if (gavel_at != gavel_input.size) gavel_stop("More follows the arguments.");
    gavel_write_output();
    fflush(NULL);
    _Exit(0);
}

// GCC defines these, which people may have for names.
#undef linux
#undef unix
<% if name in declared %>
#define <{ name }> solution_<{ name }>
<% endif %>
#include "solution.c"

static void gavel_call(void) {
<% if is_class %>
  <% set prefix = name[:1]|lower ~ name[1:] %>
    uint32_t gavel_calls = gavel_take_number();
    if (gavel_calls == 0 || gavel_take_number() != 0) gavel_stop("The first call is not the constructor.");
  <% for parameter in parameters %>
    <{ read(parameter) }>
  <% endfor %>
    <{ name }> *gavel_object = <{ prefix }>Create(<{ arguments("", parameters, returns) }>);
    while (--gavel_calls > 0) {
        switch (gavel_take_number()) {
  <% for method in methods %>
            case <{ loop.index }>: {
    <% for parameter in method.parameters %>
                <{ read(parameter) }>
    <% endfor %>
                <{ call(prefix ~ method.name|pascal, "gavel_object", method.parameters, method.returns, "                ")|trim }>
                break;
            }
  <% endfor %>
            default: gavel_stop("A call is of no method.");
        }
    }
    <{ prefix }>Free(gavel_object);
<% else %>
  <% for parameter in parameters %>
    <{ read(parameter) }>
  <% endfor %>
  <% if in_place is none %>
    <{ call(name, "", parameters, returns, "    ")|trim }>
  <% else %>
    <% set changed = parameters[in_place] %>
    <{ name }>(<{ arguments("", parameters, returns) }>);
    <% if changed.type.kind == "list" %>
    gavel_write_list(<{ depth(changed.type) }>, &<{ item(changed.type) }>, arg_<{ changed.name }>);
    <% else %>
    gavel_write(&<{ item(changed.type) }>, &arg_<{ changed.name }>);
    <% endif %>
  <% endif %>
<% endif %>
}
