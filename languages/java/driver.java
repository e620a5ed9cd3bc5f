<% macro type(of) %>
<% if of.kind == "list" %><{ type(of.of) }>[]<% elif of.kind == "optional" %><{ {
  "int": "Integer", "long": "Long", "double": "Double", "bool": "Boolean", "char": "Character", "string": "String",
}[of.of.kind] }><% else %><{ {
  "void": "void", "int": "int", "long": "long", "double": "double", "bool": "boolean", "char": "char", "string": "String",
  "linked_list": "ListNode", "binary_tree": "TreeNode", "nary_tree": "Node", "graph": graph,
}[of.kind] }><% endif %>
<% endmacro %>
<% macro described(of) %>
<{ type(of) }>.class, <{ "true" if "?" in of.text else "false" }>
<%- endmacro %>
<% macro values(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }>(<{ type(parameter.type) }>) read(<{ described(parameter.type) }>)<% endfor %>
<% endmacro %>
<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
// The driver of a typed problem: what a person wrote in Solution.java is called with the arguments that stand on stdin; descriptor
// 3 takes what it gave. Lists are arrays everywhere, parameters and results, however deep; what may be null is boxed. No class is
// nested and no library is imported here, so that a person's class may have any name. Lambdas are left out for a faster start.
<% if "linked_list" in uses %>
class ListNode {
    public int val;
    public ListNode next;

    public ListNode() {}

    public ListNode(int val) {
        this.val = val;
    }

    public ListNode(int val, ListNode next) {
        this.val = val;
        this.next = next;
    }
}

<% endif %>
<% if "binary_tree" in uses %>
class TreeNode {
    public int val;
    public TreeNode left;
    public TreeNode right;

    public TreeNode() {}

    public TreeNode(int val) {
        this.val = val;
    }

    public TreeNode(int val, TreeNode left, TreeNode right) {
        this.val = val;
        this.left = left;
        this.right = right;
    }
}

<% endif %>
<% if "nary_tree" in uses %>
class Node {
    public int val;
    public java.util.List<Node> children;

    public Node() {
        this(0);
    }

    public Node(int val) {
        this(val, new java.util.ArrayList<>());
    }

    public Node(int val, java.util.List<Node> children) {
        this.val = val;
        this.children = children;
    }
}

<% endif %>
<% if "graph" in uses %>
class <{ graph }> {
    public int val;
    public java.util.List<<{ graph }>> neighbors;

    public <{ graph }>() {
        this(0);
    }

    public <{ graph }>(int val) {
        this(val, new java.util.ArrayList<>());
    }

    public <{ graph }>(int val, java.util.List<<{ graph }>> neighbors) {
        this.val = val;
        this.neighbors = neighbors;
    }
}

<% endif %>
public class Main {
    /** A result with more nodes than this is taken for one that never ends. */
    private static final int NODES_MAX = 2_000_000;

    private static java.nio.ByteBuffer in;
    private static byte[] out = new byte[1 << 13];
    private static int end;

    /** What a wrong result is told with. */
    private static String place = "";

    private static void fail(String why) {
        System.out.flush();
        System.err.println(place + why);
        System.err.flush();
        System.exit(1);
    }

    // Reading. Structures may be deep, so nothing here calls itself but for lists within lists.

    private static Object read(Class<?> of, boolean optional) {
        Class<?> item = of.getComponentType();
        if (item != null) return readList(item, optional);
        if (optional && in.get() == 0) return null;
        if (of == int.class || of == Integer.class) return in.getInt();
        if (of == long.class || of == Long.class) return in.getLong();
        if (of == double.class || of == Double.class) return in.getDouble();
        if (of == boolean.class || of == Boolean.class) return in.get() == 1;
        if (of == char.class || of == Character.class) return readChar();
        if (of == String.class) {
            int length = in.getInt();
            int start = in.position();
            in.position(start + length);
            return new String(in.array(), start, length, java.nio.charset.StandardCharsets.UTF_8);
        }
<% if "linked_list" in uses %>
        if (of == ListNode.class) return readLinkedList();
<% endif %>
<% if "binary_tree" in uses %>
        if (of == TreeNode.class) return readBinaryTree();
<% endif %>
<% if "nary_tree" in uses %>
        if (of == Node.class) return readNaryTree();
<% endif %>
<% if "graph" in uses %>
        if (of == <{ graph }>.class) return readGraph();
<% endif %>
        throw new AssertionError(of);
    }

    private static char readChar() {
        int code = in.getInt();
        if (code > Character.MAX_VALUE) fail("a character of this test does not fit in a char of Java");
        return (char) code;
    }

    private static Object readList(Class<?> item, boolean optional) {
        int length = in.getInt();
        if (item == int.class) {
            int[] list = new int[length];
            for (int i = 0; i < length; i++) list[i] = in.getInt();
            return list;
        }
        if (item == long.class) {
            long[] list = new long[length];
            for (int i = 0; i < length; i++) list[i] = in.getLong();
            return list;
        }
        if (item == double.class) {
            double[] list = new double[length];
            for (int i = 0; i < length; i++) list[i] = in.getDouble();
            return list;
        }
        if (item == boolean.class) {
            boolean[] list = new boolean[length];
            for (int i = 0; i < length; i++) list[i] = in.get() == 1;
            return list;
        }
        if (item == char.class) {
            char[] list = new char[length];
            for (int i = 0; i < length; i++) list[i] = readChar();
            return list;
        }
        Object[] list = (Object[]) java.lang.reflect.Array.newInstance(item, length);
        for (int i = 0; i < length; i++) list[i] = read(item, optional);
        return list;
    }

<% if "linked_list" in uses %>
    private static ListNode readLinkedList() {
        ListNode before = new ListNode();
        ListNode last = before;
        for (int left = in.getInt(); left > 0; left--) {
            last.next = new ListNode(in.getInt());
            last = last.next;
        }
        return before.next;
    }

<% endif %>
<% if "binary_tree" in uses %>
    private static TreeNode readBinaryTree() {
        int entries = in.getInt();
        TreeNode[] nodes = new TreeNode[entries];
        int known = 0;
        // The places that wait for a node are those of the nodes in turn; the first one is the root's.
        for (int number = 0; number < entries; number++) {
            TreeNode node = in.get() == 1 ? new TreeNode(in.getInt()) : null;
            if (number % 2 == 1) nodes[number / 2].left = node;
            else if (number > 0) nodes[number / 2 - 1].right = node;
            if (node != null) nodes[known++] = node;
        }
        return known > 0 ? nodes[0] : null;
    }

<% endif %>
<% if "nary_tree" in uses %>
    private static Node readNaryTree() {
        Node[] nodes = new Node[in.getInt()];
        int[] counts = new int[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = new Node(in.getInt());
            counts[i] = in.getInt();
        }
        int next = 1;
        for (int i = 0; i < nodes.length; i++) {
            for (int left = counts[i]; left > 0; left--) nodes[i].children.add(nodes[next++]);
        }
        return nodes.length > 0 ? nodes[0] : null;
    }

<% endif %>
<% if "graph" in uses %>
    private static <{ graph }> readGraph() {
        <{ graph }>[] nodes = new <{ graph }>[in.getInt()];
        for (int i = 0; i < nodes.length; i++) nodes[i] = new <{ graph }>(i + 1);
        for (int i = 0; i < nodes.length; i++) {
            for (int left = in.getInt(); left > 0; left--) nodes[i].neighbors.add(nodes[in.getInt() - 1]);
        }
        return nodes.length > 0 ? nodes[0] : null;
    }

<% endif %>
    // Writing.

    /** Where `size` more bytes may be written. */
    private static int room(int size) {
        if (end > out.length - size) out = java.util.Arrays.copyOf(out, Math.max(out.length * 2, end + size));
        end += size;
        return end - size;
    }

    private static void writeByte(int value) {
        int at = room(1);
        out[at] = (byte) value;
    }

    private static void writeInt(int value) {
        int at = room(4);
        setInt(at, value);
    }

    private static void setInt(int at, int value) {
        out[at] = (byte) value;
        out[at + 1] = (byte) (value >> 8);
        out[at + 2] = (byte) (value >> 16);
        out[at + 3] = (byte) (value >> 24);
    }

    private static void writeLong(long value) {
        writeInt((int) value);
        writeInt((int) (value >> 32));
    }

    private static void writeChar(char value) {
        if (Character.isSurrogate(value)) fail("half of a character is not a char that can be told");
        writeInt(value);
    }

    private static void writeString(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) continue;
            if (!Character.isSupplementaryCodePoint(text.codePointAt(i++))) fail("a String has half of a character in it");
        }
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        writeInt(bytes.length);
        int at = room(bytes.length);
        System.arraycopy(bytes, 0, out, at, bytes.length);
    }

    private static void write(Object value, Class<?> of, boolean optional) {
        Class<?> item = of.getComponentType();
        if (item != null) {
            if (value == null) fail("null is not of type " + of.getSimpleName());
            writeList(value, item, optional);
            return;
        }
        if (optional) {
            writeByte(value == null ? 0 : 1);
            if (value == null) return;
        }
        if (of == int.class || of == Integer.class) writeInt((Integer) value);
        else if (of == long.class || of == Long.class) writeLong((Long) value);
        else if (of == double.class || of == Double.class) writeLong(Double.doubleToRawLongBits((Double) value));
        else if (of == boolean.class || of == Boolean.class) writeByte((Boolean) value ? 1 : 0);
        else if (of == char.class || of == Character.class) writeChar((Character) value);
        else if (of == String.class) {
            if (value == null) fail("null is not of type String");
            writeString((String) value);
        }
<% if "linked_list" in uses %>
        else if (of == ListNode.class) writeLinkedList((ListNode) value);
<% endif %>
<% if "binary_tree" in uses %>
        else if (of == TreeNode.class) writeBinaryTree((TreeNode) value);
<% endif %>
<% if "nary_tree" in uses %>
        else if (of == Node.class) writeNaryTree((Node) value);
<% endif %>
<% if "graph" in uses %>
        else if (of == <{ graph }>.class) writeGraph((<{ graph }>) value);
<% endif %>
        else throw new AssertionError(of);
    }

    private static void writeList(Object value, Class<?> item, boolean optional) {
        if (item == int.class) {
            int[] list = (int[]) value;
            writeInt(list.length);
            for (int each : list) writeInt(each);
        } else if (item == long.class) {
            long[] list = (long[]) value;
            writeInt(list.length);
            for (long each : list) writeLong(each);
        } else if (item == double.class) {
            double[] list = (double[]) value;
            writeInt(list.length);
            for (double each : list) writeLong(Double.doubleToRawLongBits(each));
        } else if (item == boolean.class) {
            boolean[] list = (boolean[]) value;
            writeInt(list.length);
            for (boolean each : list) writeByte(each ? 1 : 0);
        } else if (item == char.class) {
            char[] list = (char[]) value;
            writeInt(list.length);
            for (char each : list) writeChar(each);
        } else {
            Object[] list = (Object[]) value;
            writeInt(list.length);
            for (Object each : list) write(each, item, optional);
        }
    }

<% if "linked_list" in uses %>
    private static void writeLinkedList(ListNode node) {
        int start = room(4);
        int length = 0;
        // A node that was passed: in a cycle it comes again before the list is twice as long.
        ListNode passed = null;
        int nextPassed = 1;
        while (node != null) {
            writeInt(node.val);
            node = node.next;
            length++;
            if (node != null && node == passed) fail("the list has a cycle");
            if (length == nextPassed) {
                passed = node;
                nextPassed *= 2;
            }
            if (length > NODES_MAX) fail("the list has more than " + NODES_MAX + " nodes");
        }
        setInt(start, length);
    }

<% endif %>
<% if "binary_tree" in uses %>
    private static void writeBinaryTree(TreeNode root) {
        int start = room(4);
        java.util.ArrayList<TreeNode> nodes = new java.util.ArrayList<>();
        nodes.add(root);
        int last = 0;
        int lastEnd = end;
        for (int number = 0; number < nodes.size(); number++) {
            // What was written is not kept.
            TreeNode node = nodes.set(number, null);
            writeByte(node == null ? 0 : 1);
            if (node == null) continue;
            writeInt(node.val);
            nodes.add(node.left);
            nodes.add(node.right);
            last = number + 1;
            lastEnd = end;
            if (nodes.size() > 2 * NODES_MAX) fail("the tree has a cycle, or more than " + NODES_MAX + " nodes");
        }
        end = lastEnd;
        setInt(start, last);
    }

<% endif %>
<% if "nary_tree" in uses %>
    private static void writeNaryTree(Node root) {
        int start = room(4);
        java.util.ArrayList<Node> nodes = new java.util.ArrayList<>();
        if (root != null) nodes.add(root);
        for (int number = 0; number < nodes.size(); number++) {
            Node node = nodes.get(number);
            writeInt(node.val);
            int at = room(4);
            int children = 0;
            if (node.children != null) {
                for (Node child : node.children) {
                    if (child == null) fail("a child in the tree is null");
                    nodes.add(child);
                    children++;
                }
            }
            setInt(at, children);
            if (nodes.size() > NODES_MAX) fail("the tree has a cycle, or more than " + NODES_MAX + " nodes");
        }
        setInt(start, nodes.size());
    }

<% endif %>
<% if "graph" in uses %>
    private static void writeGraph(<{ graph }> root) {
        java.util.ArrayList<<{ graph }>> nodes = new java.util.ArrayList<>();
        <{ graph }>[] byNumber = new <{ graph }>[16];
        if (root != null) {
            if (root.val != 1) fail("the graph's first node does not have the value 1");
            byNumber[1] = root;
            nodes.add(root);
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).neighbors == null) fail("the neighbors of a node are null");
            for (<{ graph }> other : nodes.get(i).neighbors) {
                if (other == null) fail("a neighbor in the graph is null");
                if (other.val < 1 || other.val > NODES_MAX) fail("the graph's nodes do not have the values 1, 2, ...");
                if (other.val >= byNumber.length) byNumber = java.util.Arrays.copyOf(byNumber, other.val * 2);
                if (byNumber[other.val] == other) continue;
                if (byNumber[other.val] != null) fail("two nodes of the graph have the value " + other.val);
                byNumber[other.val] = other;
                nodes.add(other);
            }
        }
        writeInt(nodes.size());
        for (int number = 1; number <= nodes.size(); number++) {
            if (byNumber[number] == null) fail("the graph's nodes do not have the values 1, 2, ...");
            writeInt(byNumber[number].neighbors.size());
            for (<{ graph }> other : byNumber[number].neighbors) writeInt(other.val);
        }
    }

<% endif %>
    public static void main(String[] none) throws Throwable {
        in = java.nio.ByteBuffer.wrap(System.in.readAllBytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
<% if is_class %>
        <{ name }> one = null;
        int count = in.getInt();
        for (int number = 0; number < count; number++) {
            switch (in.getInt()) {
                case 0:
                    one = new <{ name }>(<{ values(parameters) }>);
                    break;
<% for method in methods %>
                case <{ loop.index }>: {
<% if method.returns.kind == "void" %>
                    one.<{ method.name }>(<{ values(method.parameters) }>);
<% else %>
                    <{ type(method.returns) }> result = one.<{ method.name }>(<{ values(method.parameters) }>);
                    place = "<{ method.name }> gave a wrong result: ";
                    write(result, <{ described(method.returns) }>);
                    place = "";
<% endif %>
                    break;
                }
<% endfor %>
            }
        }
<% else %>
<% for parameter in parameters %>
        <{ type(parameter.type) }> value<{ loop.index0 }> = (<{ type(parameter.type) }>) read(<{ described(parameter.type) }>);
<% endfor %>
<% set arguments %>
<% for parameter in parameters %><{ ", " if not loop.first }>value<{ loop.index0 }><% endfor %>
<% endset %>
<% if in_place is not none %>
        new Solution().<{ name }>(<{ arguments }>);
        place = "<{ parameters[in_place].name }> is no <{ answer.text }> any more: ";
        write(value<{ in_place }>, <{ described(answer) }>);
<% else %>
        <{ type(returns) }> result = new Solution().<{ name }>(<{ arguments }>);
        place = "<{ name }> must return <{ answer.text }>: ";
        write(result, <{ described(answer) }>);
<% endif %>
<% endif %>
        System.out.flush();
        try (java.io.FileOutputStream answer = new java.io.FileOutputStream("/proc/self/fd/3")) {
            answer.write(out, 0, end);
        }
    }
}
