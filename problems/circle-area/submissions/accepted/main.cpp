#include <bits/stdc++.h>

int main() {
    int n;
    std::cin >> n;
    std::cout << std::setprecision(17);
    for (double radius; std::cin >> radius;)
        std::cout << std::numbers::pi * radius * radius << ' ' << 2 * std::numbers::pi * radius << '\n';
}
