#include <bits/stdc++.h>

int main() {
    std::string walk, thread;
    std::cin >> walk;
    const std::map<char, char> opposite{{'N', 'S'}, {'S', 'N'}, {'E', 'W'}, {'W', 'E'}};
    for (char step : walk) {
        if (!thread.empty() && thread.back() == opposite.at(step)) thread.pop_back();
        else thread.push_back(step);
    }
    std::cout << thread.size() << '\n' << thread << '\n';
}
