#include <bits/stdc++.h>

bool is_lighter(int a, int b) {
    std::cout << "weigh " << a << ' ' << b << std::endl;
    std::string answer;
    std::cin >> answer;
    return answer == "lighter";
}

int main() {
    int n;
    std::cin >> n;
    std::vector<int> order;
    for (int crate = 1; crate <= n; crate++)
        order.insert(std::upper_bound(order.begin(), order.end(), crate, is_lighter), crate);
    std::cout << "order";
    for (int crate : order) std::cout << ' ' << crate;
    std::cout << std::endl;
}
