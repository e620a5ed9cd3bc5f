//! One value of a type that a signature names.

/// Structures are flat here, as they are encoded, so that no depth of theirs is a depth of our stack.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of an optional type.
    Null,
    Int(i32),
    Long(i64),
    Double(f64),
    Bool(bool),
    Char(char),
    String(String),
    List(Vec<Value>),
    LinkedList(Vec<i32>),
    /// Level by level from the root, the children of each node in turn, null for a missing one; no nulls at the end.
    BinaryTree(Vec<Option<i32>>),
    /// Level by level from the root, each node with its number of children.
    NaryTree(Vec<(i32, u32)>),
    /// The neighbours of nodes 1, 2, ...
    Graph(Vec<Vec<u32>>),
}

/// Whether these entries are the levels of one tree: every entry but the first is a child of a node before it.
pub(crate) fn are_levels(entries: &[Option<i32>]) -> bool {
    let mut places = 1_usize;
    for entry in entries {
        let Some(left) = places.checked_sub(1) else {
            return false;
        };
        places = left + if entry.is_some() { 2 } else { 0 };
    }
    true
}

/// Whether these nodes and their numbers of children make one tree.
pub(crate) fn are_nodes(nodes: &[(i32, u32)]) -> bool {
    let mut places = 1_u64;
    for (_, children) in nodes {
        let Some(left) = places.checked_sub(1) else {
            return false;
        };
        places = left + u64::from(*children);
    }
    nodes.is_empty() || places == 0
}

/// Whether these are the neighbours of an undirected graph's nodes, all reached from the first.
pub(crate) fn are_neighbours(graph: &[Vec<u32>]) -> bool {
    let number = |of: u32| usize::try_from(of).ok().and_then(|of| of.checked_sub(1));
    let mut edges = Vec::new();
    for (node, neighbours) in (1_u32..).zip(graph) {
        for neighbour in neighbours {
            if number(*neighbour).is_none_or(|index| index >= graph.len()) || *neighbour == node {
                return false;
            }
            edges.push((node, *neighbour));
        }
    }
    edges.sort_unstable();
    if edges.windows(2).any(|pair| pair.first() == pair.last()) {
        return false;
    }
    if !edges.iter().all(|(a, b)| edges.binary_search(&(*b, *a)).is_ok()) {
        return false;
    }
    let mut reached = vec![false; graph.len()];
    let mut next: Vec<usize> = (!graph.is_empty()).then_some(0).into_iter().collect();
    while let Some(index) = next.pop() {
        let (Some(seen), Some(neighbours)) = (reached.get_mut(index), graph.get(index)) else {
            continue;
        };
        if !std::mem::replace(seen, true) {
            next.extend(neighbours.iter().filter_map(|neighbour| number(*neighbour)));
        }
    }
    reached.into_iter().all(|seen| seen)
}
