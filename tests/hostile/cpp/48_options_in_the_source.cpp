// Asks the compiler for plugins and options from within. Expected: ok | compile_error.
#pragma GCC optimize("O3,plugin=/w/main.so")
#pragma GCC poison plugin
#pragma GCC system_header
__attribute__((optimize("-fplugin=/w/main.so"))) int helped() { return 1; }
int main() { return helped() - 1; }
