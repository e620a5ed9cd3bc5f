#include <bits/stdc++.h>

int main() {
    int rows, columns;
    std::cin >> rows >> columns;
    std::vector<std::string> hall(rows + 2, std::string(columns + 2, '#'));
    for (int r = 1; r <= rows; r++)
        for (int c = 1; c <= columns; c++) std::cin >> hall[r][c];
    auto doors = hall;
    auto beside = [&](const std::vector<std::string> &map, int r, int c, char kind) {
        return map[r - 1][c] == kind || map[r + 1][c] == kind || map[r][c - 1] == kind || map[r][c + 1] == kind;
    };
    for (int minute = 1;; minute++) {
        auto before = hall;
        bool moved = false, out = false;
        for (int r = 1; r <= rows; r++)
            for (int c = 1; c <= columns; c++) {
                if (before[r][c] == '#' || before[r][c] == 'S') continue;
                if (beside(before, r, c, 'S')) hall[r][c] = 'S';
                else if (before[r][c] != 'G' && beside(before, r, c, 'G')) {
                    hall[r][c] = 'G';
                    moved = true;
                    if (doors[r][c] == 'D') out = true;
                }
            }
        if (out) return std::cout << minute << '\n', 0;
        if (!moved) return std::cout << "trapped\n", 0;
    }
}
