use std::io::Read;

type Post = (i64, i64);

fn turns_left(a: Post, b: Post, c: Post) -> bool {
    (b.0 - a.0) * (c.1 - b.1) > (b.1 - a.1) * (c.0 - b.0)
}

/// The length of one side of the hull, from the first post to the last.
fn side(posts: impl Iterator<Item = Post>) -> f64 {
    let mut hull: Vec<Post> = Vec::new();
    for post in posts {
        while hull.len() >= 2 && !turns_left(hull[hull.len() - 2], hull[hull.len() - 1], post) {
            hull.pop();
        }
        hull.push(post);
    }
    let between = |pair: &[Post]| ((pair[1].0 - pair[0].0) as f64).hypot((pair[1].1 - pair[0].1) as f64);
    hull.windows(2).map(between).sum()
}

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let numbers: Vec<i64> = input.split_whitespace().skip(1).map(|word| word.parse().unwrap()).collect();
    let mut posts: Vec<Post> = numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect();
    posts.sort_unstable();
    let length = side(posts.iter().copied()) + side(posts.iter().rev().copied());
    println!("{length:.9}");
}
