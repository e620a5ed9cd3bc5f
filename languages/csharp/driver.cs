<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
<% macro suffix(of) %>
<{ {"int": "Int", "long": "Long", "double": "Double", "bool": "Bool", "char": "Char", "string": "String", "linked_list": "LinkedList",
  "binary_tree": "BinaryTree", "nary_tree": "NaryTree", "graph": "Graph"}[of.kind] }>
<%- endmacro %>
<% macro given(of) %>
<% if of.kind == "list" %>IEnumerable<<{ given(of.of) }>><% elif of.kind == "optional" %><{ given(of.of) }><{ "?" if of.of.kind != "string" }><% else %><{ {
  "int": "int", "long": "long", "double": "double", "bool": "bool", "char": "char", "string": "string",
  "linked_list": "global::ListNode", "binary_tree": "global::TreeNode", "nary_tree": "global::Node", "graph": "global::" ~ graph,
}[of.kind] }><% endif %>
<% endmacro %>
<% macro reader(of) %>
<% if of.kind == "list" %>ListReader(<{ reader(of.of) }>)<% elif of.text == "string?" %>ReadOptionalString<% elif of.kind == "optional" %>OptionalReader(<{ reader(of.of) }>)<% else %>Read<{ suffix(of) }><% endif %>
<% endmacro %>
<% macro writer(of) %>
<% if of.kind == "list" %>ListWriter<<{ given(of.of) }>>(<{ writer(of.of) }>)<% elif of.text == "string?" %>WriteOptionalString<% elif of.kind == "optional" %>OptionalWriter<<{ given(of.of) }>>(<{ writer(of.of) }>)<% else %>Write<{ suffix(of) }><% endif %>
<% endmacro %>
<% macro values(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }><{ reader(parameter.type) }>()<% endfor %>
<% endmacro %>
// The driver of a typed problem: what a person wrote in solution.cs is called with the arguments that stand on stdin; descriptor 3
// takes what it gave. Lists are arrays; whatever can be enumerated serves as a result. It lies in a namespace with what it uses, so that
// a person's class may have any name.
<% if "linked_list" in uses %>
public class ListNode
{
    public int val;
    public ListNode next;

    public ListNode(int val = 0, ListNode next = null)
    {
        this.val = val;
        this.next = next;
    }
}

<% endif %>
<% if "binary_tree" in uses %>
public class TreeNode
{
    public int val;
    public TreeNode left;
    public TreeNode right;

    public TreeNode(int val = 0, TreeNode left = null, TreeNode right = null)
    {
        this.val = val;
        this.left = left;
        this.right = right;
    }
}

<% endif %>
<% if "nary_tree" in uses %>
public class Node
{
    public int val;
    public System.Collections.Generic.IList<Node> children;

    public Node(int val = 0, System.Collections.Generic.IList<Node> children = null)
    {
        this.val = val;
        this.children = children ?? new System.Collections.Generic.List<Node>();
    }
}

<% endif %>
<% if "graph" in uses %>
public class <{ graph }>
{
    public int val;
    public System.Collections.Generic.IList<<{ graph }>> neighbors;

    public <{ graph }>(int val = 0, System.Collections.Generic.IList<<{ graph }>> neighbors = null)
    {
        this.val = val;
        this.neighbors = neighbors ?? new System.Collections.Generic.List<<{ graph }>>();
    }
}

<% endif %>
namespace Gavel
{
    using System;
    using System.Collections.Generic;
    using System.IO;
    using System.Text;

    internal class Wrong : Exception
    {
        public Wrong(string why) : base(why) { }
    }

    internal static class Driver
    {
        /// <summary>A result with more nodes than this is taken for one that never ends.</summary>
        private const int NodesMax = 2000000;

        private static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);
        private static BinaryReader input;
        private static readonly MemoryStream answer = new MemoryStream();
        private static readonly BinaryWriter output = new BinaryWriter(answer);

        /// <summary>What a wrong result is told with.</summary>
        private static string place = "";

        // Reading. Structures may be deep, so nothing here calls itself but for lists within lists.

        private static int ReadInt() => input.ReadInt32();
        private static long ReadLong() => input.ReadInt64();
        private static double ReadDouble() => input.ReadDouble();
        private static bool ReadBool() => input.ReadByte() == 1;
        private static string ReadString() => Utf8.GetString(input.ReadBytes(input.ReadInt32()));
        private static string ReadOptionalString() => ReadBool() ? ReadString() : null;

        private static char ReadChar()
        {
            int code = input.ReadInt32();
            if (code > char.MaxValue) throw new Wrong("a character of this test does not fit in a char of C#");
            return (char)code;
        }

        private static Func<T?> OptionalReader<T>(Func<T> read) where T : struct
        {
            return () => ReadBool() ? read() : (T?)null;
        }

        private static Func<T[]> ListReader<T>(Func<T> read)
        {
            return () =>
            {
                var list = new T[input.ReadInt32()];
                for (int i = 0; i < list.Length; i++) list[i] = read();
                return list;
            };
        }

<% if "linked_list" in uses %>
        private static global::ListNode ReadLinkedList()
        {
            var before = new global::ListNode();
            var last = before;
            for (int left = input.ReadInt32(); left > 0; left--)
            {
                last.next = new global::ListNode(input.ReadInt32());
                last = last.next;
            }
            return before.next;
        }

<% endif %>
<% if "binary_tree" in uses %>
        private static global::TreeNode ReadBinaryTree()
        {
            int entries = input.ReadInt32();
            var nodes = new List<global::TreeNode>();
            // The places that wait for a node are those of the nodes in turn; the first one is the root's.
            for (int number = 0; number < entries; number++)
            {
                var node = ReadBool() ? new global::TreeNode(input.ReadInt32()) : null;
                if (number % 2 == 1) nodes[number / 2].left = node;
                else if (number > 0) nodes[number / 2 - 1].right = node;
                if (node != null) nodes.Add(node);
            }
            return nodes.Count > 0 ? nodes[0] : null;
        }

<% endif %>
<% if "nary_tree" in uses %>
        private static global::Node ReadNaryTree()
        {
            var nodes = new global::Node[input.ReadInt32()];
            var counts = new int[nodes.Length];
            for (int i = 0; i < nodes.Length; i++)
            {
                nodes[i] = new global::Node(input.ReadInt32());
                counts[i] = input.ReadInt32();
            }
            int next = 1;
            for (int i = 0; i < nodes.Length; i++)
            {
                for (int left = counts[i]; left > 0; left--) nodes[i].children.Add(nodes[next++]);
            }
            return nodes.Length > 0 ? nodes[0] : null;
        }

<% endif %>
<% if "graph" in uses %>
        private static global::<{ graph }> ReadGraph()
        {
            var nodes = new global::<{ graph }>[input.ReadInt32()];
            for (int i = 0; i < nodes.Length; i++) nodes[i] = new global::<{ graph }>(i + 1);
            foreach (var node in nodes)
            {
                for (int left = input.ReadInt32(); left > 0; left--) node.neighbors.Add(nodes[input.ReadInt32() - 1]);
            }
            return nodes.Length > 0 ? nodes[0] : null;
        }

<% endif %>
        // Writing.

        private static void WriteInt(int value) => output.Write(value);
        private static void WriteLong(long value) => output.Write(value);
        private static void WriteDouble(double value) => output.Write(value);
        private static void WriteBool(bool value) => output.Write(value);

        private static void WriteChar(char value)
        {
            if (char.IsSurrogate(value)) throw new Wrong("half of a character is not a char that can be told");
            output.Write((int)value);
        }

        private static void WriteString(string text)
        {
            if (text == null) throw new Wrong("null is not a string");
            byte[] bytes;
            try
            {
                bytes = Utf8.GetBytes(text);
            }
            catch (EncoderFallbackException)
            {
                throw new Wrong("a string has half of a character in it");
            }
            output.Write(bytes.Length);
            output.Write(bytes);
        }

        private static void WriteOptionalString(string text)
        {
            output.Write(text != null);
            if (text != null) WriteString(text);
        }

        private static Action<T?> OptionalWriter<T>(Action<T> write) where T : struct
        {
            return value =>
            {
                output.Write(value.HasValue);
                if (value.HasValue) write(value.Value);
            };
        }

        private static Action<IEnumerable<T>> ListWriter<T>(Action<T> write)
        {
            return list =>
            {
                if (list == null) throw new Wrong("null is not a list");
                long start = Room();
                int length = 0;
                foreach (T item in list)
                {
                    write(item);
                    length++;
                }
                Fill(start, length);
            };
        }

        /// <summary>The place of a length that is not known yet.</summary>
        private static long Room()
        {
            output.Write(0);
            return answer.Position - 4;
        }

        private static void Fill(long start, int length)
        {
            long end = answer.Position;
            answer.Position = start;
            output.Write(length);
            answer.Position = end;
        }

<% if "linked_list" in uses %>
        private static void WriteLinkedList(global::ListNode node)
        {
            long start = Room();
            int length = 0;
            // A node that was passed: in a cycle it comes again before the list is twice as long.
            global::ListNode passed = null;
            int nextPassed = 1;
            while (node != null)
            {
                output.Write(node.val);
                node = node.next;
                length++;
                if (node != null && node == passed) throw new Wrong("the list has a cycle");
                if (length == nextPassed)
                {
                    passed = node;
                    nextPassed *= 2;
                }
                if (length > NodesMax) throw new Wrong($"the list has more than {NodesMax} nodes");
            }
            Fill(start, length);
        }

<% endif %>
<% if "binary_tree" in uses %>
        private static void WriteBinaryTree(global::TreeNode root)
        {
            var nodes = new List<global::TreeNode> { root };
            for (int number = 0; number < nodes.Count; number++)
            {
                if (nodes[number] == null) continue;
                nodes.Add(nodes[number].left);
                nodes.Add(nodes[number].right);
                if (nodes.Count > 2 * NodesMax) throw new Wrong($"the tree has a cycle, or more than {NodesMax} nodes");
            }
            int length = nodes.FindLastIndex(node => node != null) + 1;
            output.Write(length);
            for (int number = 0; number < length; number++)
            {
                output.Write(nodes[number] != null);
                if (nodes[number] != null) output.Write(nodes[number].val);
            }
        }

<% endif %>
<% if "nary_tree" in uses %>
        private static void WriteNaryTree(global::Node root)
        {
            long start = Room();
            var nodes = new List<global::Node>();
            if (root != null) nodes.Add(root);
            for (int number = 0; number < nodes.Count; number++)
            {
                var children = nodes[number].children ?? new global::Node[0];
                output.Write(nodes[number].val);
                output.Write(children.Count);
                foreach (var child in children)
                {
                    if (child == null) throw new Wrong("a child in the tree is null");
                    nodes.Add(child);
                }
                if (nodes.Count > NodesMax) throw new Wrong($"the tree has a cycle, or more than {NodesMax} nodes");
            }
            Fill(start, nodes.Count);
        }

<% endif %>
<% if "graph" in uses %>
        private static void WriteGraph(global::<{ graph }> root)
        {
            var nodes = new SortedDictionary<int, global::<{ graph }>>();
            var unseen = new Stack<global::<{ graph }>>();
            if (root != null) unseen.Push(root);
            while (unseen.Count > 0)
            {
                var node = unseen.Pop();
                if (node == null || node.neighbors == null) throw new Wrong("a node of the graph is null, or its neighbors are");
                global::<{ graph }> known;
                if (nodes.TryGetValue(node.val, out known))
                {
                    if (known != node) throw new Wrong($"two nodes of the graph have the value {node.val}");
                    continue;
                }
                nodes[node.val] = node;
                foreach (var other in node.neighbors) unseen.Push(other);
                if (nodes.Count > NodesMax) throw new Wrong($"the graph has more than {NodesMax} nodes");
            }
            output.Write(nodes.Count);
            int number = 0;
            foreach (var node in nodes.Values)
            {
                if (node.val != ++number || (number == 1 && node != root))
                {
                    throw new Wrong("the graph's nodes do not have the values 1, 2, ..., or its first one is not 1");
                }
                output.Write(node.neighbors.Count);
                foreach (var other in node.neighbors) output.Write(other.val);
            }
        }

<% endif %>
        private static void Run()
        {
<% if is_class %>
            global::<{ name }> one = null;
            int count = input.ReadInt32();
            for (int number = 0; number < count; number++)
            {
                switch (input.ReadInt32())
                {
                    case 0:
                        one = new global::<{ name }>(<{ values(parameters) }>);
                        break;
<% for method in methods %>
                    case <{ loop.index }>:
                    {
<% if method.returns.kind == "void" %>
                        one.<{ method.name | pascal }>(<{ values(method.parameters) }>);
<% else %>
                        var result = one.<{ method.name | pascal }>(<{ values(method.parameters) }>);
                        place = "<{ method.name | pascal }> gave a wrong result: ";
                        <{ writer(method.returns) }>(result);
<% endif %>
                        break;
                    }
<% endfor %>
                }
            }
<% else %>
<% for parameter in parameters %>
            var value<{ loop.index0 }> = <{ reader(parameter.type) }>();
<% endfor %>
<% set arguments %>
<% for parameter in parameters %><{ ", " if not loop.first }>value<{ loop.index0 }><% endfor %>
<% endset %>
<% if in_place is not none %>
            new global::Solution().<{ name | pascal }>(<{ arguments }>);
            place = "<{ parameters[in_place].name }> is no <{ answer.text }> any more: ";
            <{ writer(answer) }>(value<{ in_place }>);
<% else %>
            var result = new global::Solution().<{ name | pascal }>(<{ arguments }>);
            place = "<{ name | pascal }> must return <{ answer.text }>: ";
            <{ writer(answer) }>(result);
<% endif %>
<% endif %>
        }

        /// <summary>An error without the frames of this file.</summary>
        private static string Told(Exception error)
        {
            if (error is Wrong) return place + error.Message;
            var told = new StringBuilder("Unhandled exception. ");
            foreach (string line in error.ToString().Split('\n'))
            {
                if (!line.StartsWith("  at Gavel.Driver", StringComparison.Ordinal)) told.Append(line).Append('\n');
            }
            return told.ToString().TrimEnd();
        }

        private static void Main()
        {
            var given = new MemoryStream();
            using (var stdin = Console.OpenStandardInput()) stdin.CopyTo(given);
            given.Position = 0;
            input = new BinaryReader(given);
            try
            {
                Run();
            }
            catch (Exception error)
            {
                Console.Error.WriteLine(Told(error));
                Environment.Exit(1);
            }
            using (var file = new FileStream("/proc/self/fd/3", FileMode.Open, FileAccess.Write)) answer.WriteTo(file);
        }
    }
}
