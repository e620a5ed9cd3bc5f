#include <iostream>
#include <string>

int main() {
    int low = 1, high;
    std::cin >> high;
    std::string answer;
    while (answer != "open") {
        int middle = low + (high - low) / 2;
        std::cout << "try " << middle << std::endl;
        std::cin >> answer;
        if (answer == "higher") low = middle + 1;
        else high = middle - 1;
    }
}
