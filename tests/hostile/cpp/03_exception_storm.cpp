// Throws until there is no memory left for what was thrown. Expected: memory_limit | runtime_error.
#include <vector>
int main() {
    std::vector<std::vector<char> *> kept;
    while (true) {
        try { kept.push_back(new std::vector<char>(8 << 20, 1)); } catch (...) { }
    }
}
