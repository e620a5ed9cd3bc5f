#include <bits/stdc++.h>

int main() {
    int n;
    long long length;
    std::cin >> n >> length;
    std::vector<long long> x(n + 2), fee(n + 2), best(n + 2, LLONG_MAX);
    for (int i = 1; i <= n; i++) std::cin >> x[i] >> fee[i];
    x[n + 1] = length;
    best[0] = 0;
    for (int i = 1; i <= n + 1; i++) {
        for (int j = 0; j < i; j++) best[i] = std::min(best[i], best[j] + (x[i] - x[j]) * (x[i] - x[j]));
        best[i] += fee[i];
    }
    std::cout << best[n + 1] << '\n';
}
