#include <bits/stdc++.h>

constexpr int never = INT_MAX;
int rows, columns;
std::string hall;

// The minute in which each cell is reached from all cells with `from`; it is entered only before the minute in `until`.
std::vector<int> spread(char from, const std::vector<int> &until) {
    std::vector<int> reached(hall.size(), never);
    std::queue<int> queue;
    for (int cell = 0; cell < (int)hall.size(); cell++)
        if (hall[cell] == from) {
            reached[cell] = 0;
            queue.push(cell);
        }
    for (; !queue.empty(); queue.pop()) {
        int cell = queue.front(), minute = reached[cell] + 1;
        for (int next : {cell - 1, cell + 1, cell - columns, cell + columns}) {
            if (hall[next] == '#' || reached[next] != never || minute >= until[next]) continue;
            reached[next] = minute;
            queue.push(next);
        }
    }
    return reached;
}

int main() {
    std::cin >> rows >> columns;
    columns += 2;
    hall.assign(columns, '#');
    for (std::string row; std::cin >> row;) hall += '#' + row + '#';
    hall += std::string(columns, '#');
    auto guest = spread('G', spread('S', std::vector<int>(hall.size(), never)));
    int best = never;
    for (int cell = 0; cell < (int)hall.size(); cell++)
        if (hall[cell] == 'D') best = std::min(best, guest[cell]);
    if (best == never) std::cout << "trapped\n";
    else std::cout << best << '\n';
}
