#include <bits/stdc++.h>

using Number = long long;

struct Line {
    Number slope, start;

    Number at(Number x) const { return slope * x + start; }
};

// Slopes fall from a to c: whether b is nowhere below both others.
bool useless(const Line &a, const Line &b, const Line &c) {
    return (c.start - a.start) * (a.slope - b.slope) <= (b.start - a.start) * (a.slope - c.slope);
}

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n;
    Number length;
    std::cin >> n >> length;
    std::vector<std::pair<Number, Number>> inns(n);
    for (auto &[x, fee] : inns) std::cin >> x >> fee;
    inns.emplace_back(length, 0);
    std::deque<Line> lines{{0, 0}};
    Number best = 0;
    for (auto [x, fee] : inns) {
        while (lines.size() >= 2 && lines[1].at(x) <= lines[0].at(x)) lines.pop_front();
        best = lines[0].at(x) + x * x + fee;
        Line line{-2 * x, best + x * x};
        while (lines.size() >= 2 && useless(lines.end()[-2], lines.back(), line)) lines.pop_back();
        lines.push_back(line);
    }
    std::cout << best << '\n';
}
