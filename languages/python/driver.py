<% macro readers(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }>reader("<{ parameter.type.text }>")<% endfor %>
<% endmacro %>
# The driver of a typed problem: what a person wrote in solution.py is called with the arguments that stand on stdin; descriptor 3
# takes what it gave. Annotations there are not evaluated, and of MODULES only what the code names is loaded: loading `typing`
# alone would take half as long again as the interpreter's start.
import __future__
import os
import sys
from struct import error as StructError, pack, unpack_from

SOLUTION = os.path.join(os.path.dirname(os.path.abspath(__file__)), "solution.py")

# A result with more nodes than this is taken for one that never ends.
NODES_MAX = 2_000_000

# What is there without an import: these modules, and these of their names. A module comes before a function of the same
# name, and no function of Python's own is hidden.
MODULES = {
    "bisect": "bisect_left bisect_right insort insort_left insort_right",
    "collections": "ChainMap Counter OrderedDict defaultdict deque namedtuple",
    "copy": "deepcopy",
    "dataclasses": "dataclass field",
    "datetime": "date timedelta",
    "decimal": "Decimal",
    "enum": "Enum IntEnum auto",
    "fractions": "Fraction",
    "functools": "cache cached_property cmp_to_key lru_cache partial reduce total_ordering wraps",
    "heapq": "heapify heappop heappush heappushpop heapreplace nlargest nsmallest",
    "io": "StringIO",
    "itertools": "accumulate chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse groupby"
    " islice pairwise permutations product repeat starmap takewhile tee zip_longest",
    "json": "",
    "math": "acos asin atan atan2 ceil comb cos degrees dist e exp fabs factorial floor fmod gcd hypot inf isclose isfinite isinf"
    " isnan isqrt lcm log log10 log2 nan perm pi prod radians sin sqrt tan tau trunc",
    "operator": "add and_ attrgetter floordiv itemgetter mod mul neg or_ sub truediv xor",
    "os": "",
    "random": "choice choices randint randrange sample shuffle uniform",
    "re": "",
    "statistics": "mean median",
    "string": "ascii_letters ascii_lowercase ascii_uppercase digits punctuation",
    "sys": "",
    "time": "",
    "typing": "Any Callable ClassVar DefaultDict Deque Dict FrozenSet Generator Generic Iterable Iterator List Literal Mapping"
    " NamedTuple NewType Optional Protocol Sequence Set Tuple Type TypeVar Union cast",
}

# Code that looks for names that it does not name gets all of them.
LOOKING = {"eval", "exec", "get_type_hints", "globals"}


class Wrong(Exception):
    pass


def fail(value, expected):
    try:
        shown = repr(value)
    except Exception:
        shown = f"a {type(value).__name__}"
    raise Wrong(f"{shown if len(shown) <= 60 else shown[:60] + '...'} is not {expected}")


<% if "linked_list" in uses %>
class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


<% endif %>
<% if "binary_tree" in uses %>
class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right


<% endif %>
<% if "nary_tree" in uses %>
class Node:
    def __init__(self, val=0, children=None):
        self.val = val
        self.children = children if children is not None else []


<% endif %>
<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
<% if "graph" in uses %>
class <{ graph }>:
    def __init__(self, val=0, neighbors=None):
        self.val = val
        self.neighbors = neighbors if neighbors is not None else []


<% endif %>
# Reading. Structures may be deep, so nothing here calls itself but for lists within lists.

# What `struct` calls the types that it knows, and their sizes.
PLAIN = {"int": ("i", 4), "long": ("q", 8), "double": ("d", 8), "bool": ("?", 1), "char": ("I", 4), "number": ("I", 4)}

data = sys.stdin.buffer.read()
place = 0


def taken(size):
    """Where the next `size` bytes begin."""
    global place
    place += size
    return place - size


def word():
    return unpack_from("<I", data, taken(4))[0]


def many(of):
    length = word()
    letter, size = PLAIN[of]
    return unpack_from("<" + f"{length}{letter}", data, taken(size * length))


def reader(of):
    if of.endswith("[]"):
        item = of[:-2]
        if item == "char":
            return lambda: list(map(chr, many("char")))
        if item in PLAIN:
            return lambda: list(many(item))
        read_item = reader(item)
        return lambda: [read_item() for _ in range(word())]
    if of.endswith("?"):
        read_value = reader(of[:-1])
        return lambda: read_value() if data[taken(1)] else None
    if of == "char":
        return lambda: chr(word())
    if of in PLAIN:
        letter, size = PLAIN[of]
        return lambda: unpack_from("<" + letter, data, taken(size))[0]
    return globals()["read_" + of]


def read_string():
    length = word()
    start = taken(length)
    return str(data[start : start + length], "utf-8")


<% if "linked_list" in uses %>
def read_linked_list():
    node = None
    for value in reversed(many("int")):
        node = ListNode(value, node)
    return node


<% endif %>
<% if "binary_tree" in uses %>
def read_binary_tree():
    entries = word()
    nodes = []
    # The places that wait for a node are those of the nodes in turn; the first one is the root's.
    for number in range(entries):
        node = TreeNode(unpack_from("<i", data, taken(4))[0]) if data[taken(1)] else None
        if number and number % 2:
            nodes[number // 2].left = node
        elif number:
            nodes[number // 2 - 1].right = node
        if node is not None:
            nodes.append(node)
    return nodes[0] if nodes else None


<% endif %>
<% if "nary_tree" in uses %>
def read_nary_tree():
    length = word()
    numbers = unpack_from("<" + "iI" * length, data, taken(8 * length))
    nodes = [Node(value) for value in numbers[::2]]
    first = 1
    for node, count in zip(nodes, numbers[1::2]):
        node.children = nodes[first : first + count]
        first += count
    return nodes[0] if nodes else None


<% endif %>
<% if "graph" in uses %>
def read_graph():
    nodes = [<{ graph }>(number + 1) for number in range(word())]
    for node in nodes:
        node.neighbors = [nodes[number - 1] for number in many("number")]
    return nodes[0] if nodes else None


<% endif %>
# Writing.

EXPECTED = {
    "int": "an int of 32 bits",
    "long": "an int of 64 bits",
    "double": "a number",
    "bool": "a bool",
    "char": "a character",
    "string": "a str of Unicode characters",
    "linked_list": "a ListNode",
    "binary_tree": "a TreeNode",
    "nary_tree": "a Node",
    "graph": "a <{ graph }>",
}

KINDS = {"int": {int}, "long": {int}, "double": {float, int}, "bool": {bool}}

LAYOUTS = {of: "<" + PLAIN[of][0] for of in KINDS}

out = []


def packed(of, value):
    kinds = KINDS[of]
    # What is of a kind of int, such as an enumeration's value, is one, but for a bool.
    if type(value) in kinds or not isinstance(value, bool) and isinstance(value, tuple(kinds)):
        try:
            return pack(LAYOUTS[of], value)
        except (StructError, OverflowError):
            pass
    fail(value, EXPECTED[of])


def all_packed(of, values):
    if KINDS[of].issuperset(map(type, values)):
        try:
            return pack("<" + f"{len(values)}{PLAIN[of][0]}", *values)
        except (StructError, OverflowError):
            pass
    return b"".join([packed(of, value) for value in values])


def write_length(values):
    out.append(pack("<I", len(values)))


def items(value):
    """Any sequence or view serves as a list, but for what has no order or is one value by itself."""
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, (str, bytes, bytearray, dict, set, frozenset)) or not hasattr(value, "__iter__"):
        fail(value, "a list")
    return list(value)


def writer(of):
    if of.endswith("[]"):
        item = of[:-2]
        if item in KINDS:

            def write(value):
                values = items(value)
                write_length(values)
                out.append(all_packed(item, values))

            return write
        write_item = writer(item)

        def write(value):
            values = items(value)
            write_length(values)
            for value in values:
                write_item(value)

        return write
    if of.endswith("?"):
        write_value = writer(of[:-1])

        def write(value):
            out.append(b"\0" if value is None else b"\1")
            if value is not None:
                write_value(value)

        return write
    if of in KINDS:
        return lambda value: out.append(packed(of, value))
    return globals()["write_" + of]


def write_char(value):
    if not isinstance(value, str) or len(value) != 1 or "\ud800" <= value <= "\udfff":
        fail(value, EXPECTED["char"])
    out.append(pack("<I", ord(value)))


def write_string(value):
    try:
        text = str.encode(value)
    except (TypeError, UnicodeEncodeError):
        fail(value, EXPECTED["string"])
    write_length(text)
    out.append(text)


<% if "linked_list" in uses %>
def write_linked_list(node):
    values = []
    # A node that was passed: in a cycle it comes again before the list is twice as long.
    passed = None
    next_passed = 1
    while node is not None:
        try:
            values.append(node.val)
            node = node.next
        except AttributeError:
            fail(node, EXPECTED["linked_list"])
        if node is not None and node is passed:
            raise Wrong("the list has a cycle")
        if len(values) == next_passed:
            passed = node
            next_passed *= 2
        if len(values) > NODES_MAX:
            raise Wrong(f"the list has more than {NODES_MAX} nodes")
    write_length(values)
    out.append(all_packed("int", values))


<% endif %>
<% if "binary_tree" in uses %>
def write_binary_tree(root):
    nodes = [root]
    entries = bytearray()
    # The last node's number, and where its entry ends: what is missing behind it is left out.
    last = last_end = 0
    for number, node in enumerate(nodes, 1):
        if node is None:
            entries.append(0)
            continue
        try:
            nodes += (node.left, node.right)
            value = node.val
        except AttributeError:
            fail(node, EXPECTED["binary_tree"])
        entries += b"\1" + packed("int", value)
        last = number
        last_end = len(entries)
        if len(nodes) > 2 * NODES_MAX:
            raise Wrong(f"the tree has a cycle, or more than {NODES_MAX} nodes")
    out.append(pack("<I", last))
    out.append(bytes(entries[:last_end]))


<% endif %>
<% if "nary_tree" in uses %>
def write_nary_tree(root):
    nodes = [] if root is None else [root]
    parts = bytearray()
    for node in nodes:
        try:
            children = items(node.children or ())
            value = node.val
        except AttributeError:
            fail(node, EXPECTED["nary_tree"])
        parts += packed("int", value) + pack("<I", len(children))
        nodes += children
        if len(nodes) > NODES_MAX:
            raise Wrong(f"the tree has a cycle, or more than {NODES_MAX} nodes")
    write_length(nodes)
    out.append(parts)


<% endif %>
<% if "graph" in uses %>
def write_graph(root):
    nodes = [] if root is None else [root]
    seen = {id(root)}
    for node in nodes:
        try:
            for other in node.neighbors or ():
                if id(other) not in seen:
                    seen.add(id(other))
                    nodes.append(other)
            packed("int", node.val)
        except AttributeError:
            fail(node, EXPECTED["graph"])
        if len(nodes) > NODES_MAX:
            raise Wrong(f"the graph has more than {NODES_MAX} nodes")
    by_number = sorted(nodes, key=lambda node: node.val)
    if [node.val for node in by_number] != list(range(1, len(nodes) + 1)) or by_number[:1] != nodes[:1]:
        raise Wrong("the graph's nodes do not have the values 1, 2, ..., or its first one is not 1")
    write_length(by_number)
    for node in by_number:
        neighbours = [other.val for other in node.neighbors or ()]
        write_length(neighbours)
        out.append(all_packed("int", neighbours))


<% endif %>
# The person's code.


def names_in(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            names |= names_in(constant)
    return names


def load():
    """The names that the person's module has in the end."""
    with open(SOLUTION, "rb") as file:
        code = compile(file.read(), SOLUTION, "exec", __future__.annotations.compiler_flag, dont_inherit=True)
    module = type(sys)("solution")
    module.__file__ = SOLUTION
    sys.modules["solution"] = module
    own = module.__dict__
    names = names_in(code)
    for name, text in MODULES.items():
        wanted = text.split()
        if LOOKING.isdisjoint(names):
            wanted = names.intersection(wanted)
        elif name not in names:
            names.add(name)
        if wanted or name in names:
            loaded = __import__(name)
            own.update((each, getattr(loaded, each)) for each in wanted)
            own[name] = loaded
<% if "linked_list" in uses %>
    own["ListNode"] = ListNode
<% endif %>
<% if "binary_tree" in uses %>
    own["TreeNode"] = TreeNode
<% endif %>
<% if "nary_tree" in uses %>
    own["Node"] = Node
<% endif %>
<% if "graph" in uses %>
    own["<{ graph }>"] = <{ graph }>
<% endif %>
    exec(code, own)
    return own


def run():
    own = load()
<% if is_class %>
    if "<{ name }>" not in own:
        raise Wrong("solution.py defines no class <{ name }>")
    # Of each call: its name, the readers of its arguments, and the writer of its result if it has one.
    kinds = [
        ("<{ name }>", [<{ readers(parameters) }>], None),
<% for method in methods %>
        ("<{ method.name }>", [<{ readers(method.parameters) }>], <{ "None" if method.returns.kind == "void" else 'writer("' ~ method.returns.text ~ '")' }>),
<% endfor %>
    ]
    one = None
    for number in range(word()):
        name, readers, write = kinds[word()]
        arguments = [read() for read in readers]
        if number == 0:
            one = own[name](*arguments)
            continue
        result = getattr(one, name)(*arguments)
        if write is not None:
            try:
                write(result)
            except Wrong as wrong:
                raise Wrong(f"{name} (call {number}) gave a wrong result: {wrong}") from None
<% else %>
    if "Solution" not in own:
        raise Wrong("solution.py defines no class Solution")
    arguments = [read() for read in [<{ readers(parameters) }>]]
    result = own["Solution"]().<{ name }>(*arguments)
<% if in_place is not none %>
    result = arguments[<{ in_place }>]
<% endif %>
    try:
        writer("<{ answer.text }>")(result)
    except Wrong as wrong:
<% if in_place is not none %>
        raise Wrong(f"<{ parameters[in_place].name }> is no <{ answer.text }> any more: {wrong}") from None
<% else %>
        raise Wrong(f"<{ name }> must return <{ answer.text }>: {wrong}") from None
<% endif %>
<% endif %>
    answer = memoryview(b"".join(out))
    while answer:
        answer = answer[os.write(3, answer) :]


try:
    run()
except SystemExit:
    raise
except Wrong as wrong:
    print(wrong, file=sys.stderr)
    sys.exit(1)
except BaseException as error:
    # The frames of this file are left out.
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals is globals():
        trace = trace.tb_next
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    sys.exit(1)
# Nothing of what is left is taken apart: nobody sees it, and it may be large.
for stream in sys.stdout, sys.stderr:
    try:
        stream.flush()
    except Exception:
        pass
os._exit(0)
