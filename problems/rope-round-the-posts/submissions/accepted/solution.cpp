#include <bits/stdc++.h>

using Post = std::pair<long long, long long>;

bool turns_left(const Post &a, const Post &b, const Post &c) {
    return (b.first - a.first) * (c.second - b.second) > (b.second - a.second) * (c.first - b.first);
}

// The length of one side of the hull, from the first post to the last.
double side(const std::vector<Post> &posts) {
    std::vector<Post> hull;
    for (auto &post : posts) {
        while (hull.size() >= 2 && !turns_left(hull.end()[-2], hull.back(), post)) hull.pop_back();
        hull.push_back(post);
    }
    double length = 0;
    for (size_t i = 1; i < hull.size(); i++)
        length += std::hypot(hull[i].first - hull[i - 1].first, hull[i].second - hull[i - 1].second);
    return length;
}

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n;
    std::cin >> n;
    std::vector<Post> posts(n);
    for (auto &[x, y] : posts) std::cin >> x >> y;
    std::sort(posts.begin(), posts.end());
    double length = side(posts);
    std::reverse(posts.begin(), posts.end());
    std::cout << std::fixed << std::setprecision(9) << length + side(posts) << '\n';
}
