#include <bits/stdc++.h>

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n, q, at = 0;
    std::cin >> n >> q;
    std::vector<std::string> plates(n);
    for (auto &dish : plates) std::cin >> dish;
    for (std::string event; std::cin >> event;) {
        if (event == "turn") {
            int k;
            std::cin >> k;
            at = ((at + k) % n + n) % n;
            continue;
        }
        std::cout << plates[at] << '\n';
        if (event == "swap") std::cin >> plates[at];
    }
}
