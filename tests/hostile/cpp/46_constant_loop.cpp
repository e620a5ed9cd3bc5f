// A loop without end at compile time. Expected: compile_error.
constexpr long spin() { long n = 0; while (true) n = n * 31 + 1; return n; }
static_assert(spin() == 1);
int main() {}
