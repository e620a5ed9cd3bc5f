<% macro readers(parameters) %>
<% for parameter in parameters %><{ ", " if not loop.first }>GavelDriver::reader('<{ parameter.type.text }>')<% endfor %>
<% endmacro %>
<% set graph = "GraphNode" if "nary_tree" in uses else "Node" %>
<?php
// The driver of a typed problem: what a person wrote in solution.php is called with the arguments that stand on stdin; descriptor 3
// takes what it gave. All numbers are little endian, as this machine's own.
<% if "linked_list" in uses %>

class ListNode
{
    public $val;
    public $next;

    public function __construct($val = 0, $next = null)
    {
        $this->val = $val;
        $this->next = $next;
    }
}
<% endif %>
<% if "binary_tree" in uses %>

class TreeNode
{
    public $val;
    public $left;
    public $right;

    public function __construct($val = 0, $left = null, $right = null)
    {
        $this->val = $val;
        $this->left = $left;
        $this->right = $right;
    }
}
<% endif %>
<% if "nary_tree" in uses %>

class Node
{
    public $val;
    public $children;

    public function __construct($val = 0, $children = [])
    {
        $this->val = $val;
        $this->children = $children;
    }
}
<% endif %>
<% if "graph" in uses %>

class <{ graph }>
{
    public $val;
    public $neighbors;

    public function __construct($val = 0, $neighbors = [])
    {
        $this->val = $val;
        $this->neighbors = $neighbors;
    }
}
<% endif %>

final class GavelWrong extends Exception
{
}

final class GavelDriver
{
    /** A result with more nodes than this is taken for one that never ends. */
    private const NODES_MAX = 2_000_000;

    /** What `pack` calls the types that it knows, and their sizes. */
    private const PLAIN = ['int' => ['l', 4], 'long' => ['q', 8], 'double' => ['e', 8], 'bool' => ['C', 1], 'char' => ['V', 4]];

    private const EXPECTED = [
        'int' => 'an int of 32 bits',
        'long' => 'an int',
        'double' => 'a number',
        'bool' => 'a bool',
        'char' => 'a string of one character',
        'string' => 'a string of Unicode characters',
        'linked_list' => 'a ListNode',
        'binary_tree' => 'a TreeNode',
        'nary_tree' => 'a Node',
        'graph' => 'a <{ graph }>',
    ];

    private static string $data;
    private static int $place = 0;
    private static string $out = '';

    private static function fail(mixed $value, string $expected): never
    {
        $shown = is_scalar($value) || $value === null ? var_export($value, true) : '';
        $short = $shown !== '' && strlen($shown) <= 60;
        throw new GavelWrong(($short ? $shown : 'a value of type ' . get_debug_type($value)) . " is not $expected");
    }

    // Reading. Structures may be deep, so nothing here calls itself but for lists within lists.

    private static function many(string $of, int $count): array
    {
        [$letter, $size] = self::PLAIN[$of];
        self::$place += $size * $count;
        return $count === 0 ? [] : array_values(unpack("$letter$count", self::$data, self::$place - $size * $count));
    }

    private static function one(string $of): int|float
    {
        [$letter, $size] = self::PLAIN[$of];
        self::$place += $size;
        return unpack($letter, self::$data, self::$place - $size)[1];
    }

    public static function word(): int
    {
        return self::one('char');
    }

    public static function reader(string $of): Closure
    {
        if (str_ends_with($of, '[]')) {
            $item = substr($of, 0, -2);
            if (in_array($item, ['int', 'long', 'double'], true)) {
                return fn() => self::many($item, self::word());
            }
            $read = self::reader($item);
            return function () use ($read) {
                $list = [];
                for ($left = self::word(); $left > 0; $left--) {
                    $list[] = $read();
                }
                return $list;
            };
        }
        if (str_ends_with($of, '?')) {
            $read = self::reader(substr($of, 0, -1));
            return fn() => self::one('bool') ? $read() : null;
        }
        return match ($of) {
            'int', 'long', 'double' => fn() => self::one($of),
            'bool' => fn() => self::one('bool') === 1,
            default => self::{"read_$of"}(...),
        };
    }

    private static function read_char(): string
    {
        $code = self::word();
        if ($code < 0x80) {
            return chr($code);
        }
        return html_entity_decode("&#$code;", ENT_HTML5, 'UTF-8');
    }

    private static function read_string(): string
    {
        $length = self::word();
        self::$place += $length;
        return substr(self::$data, self::$place - $length, $length);
    }
<% if "linked_list" in uses %>

    private static function read_linked_list(): ?ListNode
    {
        $node = null;
        foreach (array_reverse(self::many('int', self::word())) as $value) {
            $node = new ListNode($value, $node);
        }
        return $node;
    }
<% endif %>
<% if "binary_tree" in uses %>

    /** The places that wait for a node are those of the nodes in turn; the first one is the root's. */
    private static function read_binary_tree(): ?TreeNode
    {
        $nodes = [];
        $entries = self::word();
        for ($number = 0; $number < $entries; $number++) {
            $node = self::one('bool') ? new TreeNode(self::one('int')) : null;
            if ($number % 2 === 1) {
                $nodes[intdiv($number, 2)]->left = $node;
            } elseif ($number > 0) {
                $nodes[$number / 2 - 1]->right = $node;
            }
            if ($node !== null) {
                $nodes[] = $node;
            }
        }
        return $nodes[0] ?? null;
    }
<% endif %>
<% if "nary_tree" in uses %>

    private static function read_nary_tree(): ?Node
    {
        $pairs = array_chunk(self::many('int', 2 * self::word()), 2);
        $nodes = array_map(fn($pair) => new Node($pair[0]), $pairs);
        $first = 1;
        foreach ($pairs as $number => [, $count]) {
            $nodes[$number]->children = array_slice($nodes, $first, $count);
            $first += $count;
        }
        return $nodes[0] ?? null;
    }
<% endif %>
<% if "graph" in uses %>

    private static function read_graph(): ?<{ graph }>
    {
        $nodes = [];
        for ($left = self::word(); $left > 0; $left--) {
            $nodes[] = new <{ graph }>(count($nodes) + 1);
        }
        foreach ($nodes as $node) {
            $node->neighbors = array_map(fn($number) => $nodes[$number - 1], self::many('int', self::word()));
        }
        return $nodes[0] ?? null;
    }
<% endif %>

    // Writing.

    private static function write_word(int $value): void
    {
        self::$out .= pack('V', $value);
    }

    private static function write_plain(string $of, mixed $value): void
    {
        $is = match ($of) {
            'int' => is_int($value) && $value >= -2147483648 && $value <= 2147483647,
            'long' => is_int($value),
            'double' => is_int($value) || is_float($value),
            'bool' => is_bool($value),
        };
        self::$out .= $is ? pack(self::PLAIN[$of][0], $value) : self::fail($value, self::EXPECTED[$of]);
    }

    public static function writer(string $of): Closure
    {
        if (str_ends_with($of, '[]')) {
            $write = self::writer(substr($of, 0, -2));
            return function ($list) use ($write) {
                is_array($list) && array_is_list($list) || self::fail($list, 'an array with the keys 0, 1, ...');
                self::write_word(count($list));
                foreach ($list as $value) {
                    $write($value);
                }
            };
        }
        if (str_ends_with($of, '?')) {
            $write = self::writer(substr($of, 0, -1));
            return function ($value) use ($write) {
                self::$out .= $value === null ? "\0" : "\1";
                if ($value !== null) {
                    $write($value);
                }
            };
        }
        return match ($of) {
            'int', 'long', 'double', 'bool' => fn($value) => self::write_plain($of, $value),
            default => self::{"write_$of"}(...),
        };
    }

    private static function write_char(mixed $value): void
    {
        is_string($value) && preg_match('/^.$/Dsu', $value) || self::fail($value, self::EXPECTED['char']);
        $bytes = array_values(unpack('C*', $value));
        $code = $bytes[0] & [0x7f, 0x1f, 0x0f, 0x07][count($bytes) - 1];
        foreach (array_slice($bytes, 1) as $byte) {
            $code = $code << 6 | $byte & 0x3f;
        }
        self::write_word($code);
    }

    private static function write_string(mixed $value): void
    {
        is_string($value) && preg_match('//u', $value) || self::fail($value, self::EXPECTED['string']);
        self::write_word(strlen($value));
        self::$out .= $value;
    }

    /** What a node has, such as its value. */
    private static function part(mixed $node, string $of, string $name): mixed
    {
        is_object($node) && property_exists($node, $name) || self::fail($node, self::EXPECTED[$of]);
        return $node->$name;
    }
<% if "linked_list" in uses %>

    private static function write_linked_list(mixed $node): void
    {
        $values = [];
        // A node that was passed: in a cycle it comes again before the list is twice as long.
        $passed = null;
        $next_passed = 1;
        while ($node !== null) {
            $values[] = self::part($node, 'linked_list', 'val');
            $node = self::part($node, 'linked_list', 'next');
            if ($node !== null && $node === $passed) {
                throw new GavelWrong('the list has a cycle');
            }
            if (count($values) === $next_passed) {
                $passed = $node;
                $next_passed *= 2;
            }
            if (count($values) > self::NODES_MAX) {
                throw new GavelWrong('the list has more than ' . self::NODES_MAX . ' nodes');
            }
        }
        self::writer('int[]')($values);
    }
<% endif %>
<% if "binary_tree" in uses %>

    private static function write_binary_tree(mixed $root): void
    {
        $nodes = [$root];
        for ($number = 0; $number < count($nodes); $number++) {
            if ($nodes[$number] !== null) {
                $nodes[] = self::part($nodes[$number], 'binary_tree', 'left');
                $nodes[] = self::part($nodes[$number], 'binary_tree', 'right');
            }
            if (count($nodes) > 2 * self::NODES_MAX) {
                throw new GavelWrong('the tree has a cycle, or more than ' . self::NODES_MAX . ' nodes');
            }
        }
        while ($nodes && end($nodes) === null) {
            array_pop($nodes);
        }
        self::write_word(count($nodes));
        foreach ($nodes as $node) {
            self::$out .= $node === null ? "\0" : "\1";
            if ($node !== null) {
                self::write_plain('int', self::part($node, 'binary_tree', 'val'));
            }
        }
    }
<% endif %>
<% if "nary_tree" in uses %>

    private static function write_nary_tree(mixed $root): void
    {
        $nodes = $root === null ? [] : [$root];
        $counts = [];
        for ($number = 0; $number < count($nodes); $number++) {
            $children = array_values(self::part($nodes[$number], 'nary_tree', 'children') ?? []);
            $counts[] = count($children);
            foreach ($children as $child) {
                $nodes[] = $child;
            }
            if (count($nodes) > self::NODES_MAX) {
                throw new GavelWrong('the tree has a cycle, or more than ' . self::NODES_MAX . ' nodes');
            }
        }
        self::write_word(count($nodes));
        foreach ($nodes as $number => $node) {
            self::write_plain('int', self::part($node, 'nary_tree', 'val'));
            self::write_word($counts[$number]);
        }
    }
<% endif %>
<% if "graph" in uses %>

    private static function write_graph(mixed $root): void
    {
        $nodes = [];
        $unseen = $root === null ? [] : [$root];
        while ($unseen) {
            $node = array_pop($unseen);
            $number = self::part($node, 'graph', 'val');
            is_int($number) || self::fail($number, 'the value of a node');
            $known = $nodes[$number] ?? null;
            if ($known === null) {
                $nodes[$number] = $node;
                array_push($unseen, ...array_values(self::part($node, 'graph', 'neighbors') ?? []));
            } elseif ($known !== $node) {
                throw new GavelWrong("two nodes of the graph have the value $number");
            }
            if (count($nodes) > self::NODES_MAX) {
                throw new GavelWrong('the graph has more than ' . self::NODES_MAX . ' nodes');
            }
        }
        ksort($nodes);
        if ($nodes && (array_keys($nodes) !== range(1, count($nodes)) || $nodes[1] !== $root)) {
            throw new GavelWrong("the graph's nodes do not have the values 1, 2, ..., or its first one is not 1");
        }
        self::write_word(count($nodes));
        foreach ($nodes as $node) {
            self::writer('int[]')(array_map(fn($other) => $other->val, array_values($node->neighbors ?? [])));
        }
    }
<% endif %>

    // The person's code.

    private static function values(array $readers): array
    {
        return array_map(fn($read) => $read(), $readers);
    }

    private static function write(Closure $write, mixed $value, string $wrong): void
    {
        try {
            $write($value);
        } catch (GavelWrong $error) {
            throw new GavelWrong("$wrong: " . $error->getMessage());
        }
    }

    public static function read(): void
    {
        self::$data = file_get_contents('php://stdin');
    }

    public static function call(): void
    {
<% if is_class %>
        if (!class_exists('<{ name }>', false)) {
            throw new GavelWrong('solution.php, which begins with <?php, defines no class <{ name }>');
        }
        // Of each call: its name, the readers of its arguments, and the writer of its result if it has one.
        $kinds = [
            ['', [<{ readers(parameters) }>], null],
<% for method in methods %>
            ['<{ method.name }>', [<{ readers(method.parameters) }>], <{ "null" if method.returns.kind == "void" else "self::writer('" ~ method.returns.text ~ "')" }>],
<% endfor %>
        ];
        $one = null;
        $count = self::word();
        for ($number = 0; $number < $count; $number++) {
            [$name, $readers, $writer] = $kinds[self::word()];
            $values = self::values($readers);
            if ($number === 0) {
                $one = new <{ name }>(...$values);
                continue;
            }
            if (!method_exists($one, $name)) {
                throw new GavelWrong("<{ name }> has no method $name");
            }
            $result = $one->$name(...$values);
            if ($writer !== null) {
                self::write($writer, $result, "$name (call $number) gave a wrong result");
            }
        }
<% else %>
<% set arguments %>
<% for parameter in parameters %><{ ", " if not loop.first }>$value<{ loop.index0 }><% endfor %>
<% endset %>
        if (!class_exists('Solution', false) || !method_exists('Solution', '<{ name }>')) {
            throw new GavelWrong('solution.php, which begins with <?php, defines no class Solution with a method <{ name }>');
        }
        [<{ arguments }>] = self::values([<{ readers(parameters) }>]);
<% if in_place is not none %>
        (new Solution())-><{ name }>(<{ arguments }>);
        self::write(self::writer('<{ answer.text }>'), $value<{ in_place }>, '<{ parameters[in_place].name }> is no <{ answer.text }> any more');
<% else %>
        $result = (new Solution())-><{ name }>(<{ arguments }>);
        self::write(self::writer('<{ answer.text }>'), $result, '<{ name }> must return <{ answer.text }>');
<% endif %>
<% endif %>
    }

    public static function give(): void
    {
        $answer = fopen('php://fd/3', 'wb');
        for ($start = 0; $start < strlen(self::$out); $start += $written) {
            $written = fwrite($answer, substr(self::$out, $start, 1 << 16)) ?: throw new GavelWrong('the answer cannot be written');
        }
    }

    /** An error and what caused it, without the frames of this file. */
    public static function told(Throwable $error): string
    {
        if ($error instanceof GavelWrong) {
            return $error->getMessage();
        }
        $told = '';
        for (; $error !== null; $error = $error->getPrevious()) {
            $place = $error->getFile() === __FILE__ ? '' : " in {$error->getFile()}:{$error->getLine()}";
            $told .= ($told === '' ? 'Uncaught ' : "\n\ncaused by ") . $error::class . ": {$error->getMessage()}$place";
            foreach (explode("\n", $error->getTraceAsString()) as $frame) {
                if (!str_contains($frame, __FILE__ . '(') && !str_ends_with($frame, ' {main}')) {
                    $told .= "\n$frame";
                }
            }
        }
        return preg_replace('~ in ' . preg_quote(__FILE__) . ' on line \d+~', '', $told);
    }
}

GavelDriver::read();
try {
    require __DIR__ . '/solution.php';
    GavelDriver::call();
    GavelDriver::give();
} catch (Throwable $error) {
    fwrite(STDERR, GavelDriver::told($error) . "\n");
    exit(255);
}
