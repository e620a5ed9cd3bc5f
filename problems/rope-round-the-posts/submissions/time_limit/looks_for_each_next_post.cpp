#include <bits/stdc++.h>

struct Post {
    long long x, y;
};

int main() {
    int n;
    std::cin >> n;
    std::vector<Post> posts(n);
    for (auto &[x, y] : posts) std::cin >> x >> y;
    auto before = [](const Post &a, const Post &b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); };
    const Post first = *std::min_element(posts.begin(), posts.end(), before);
    double length = 0;
    Post at = first;
    do {
        Post next = at;
        for (const Post &post : posts) {
            long long turn = (next.x - at.x) * (post.y - at.y) - (next.y - at.y) * (post.x - at.x);
            bool further = std::hypot(post.x - at.x, post.y - at.y) > std::hypot(next.x - at.x, next.y - at.y);
            if (turn < 0 || (turn == 0 && further)) next = post;
        }
        length += std::hypot(next.x - at.x, next.y - at.y);
        at = next;
    } while (at.x != first.x || at.y != first.y);
    std::cout << std::setprecision(15) << length << '\n';
}
