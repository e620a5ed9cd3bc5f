// Has the compiler put a host file into the program. Expected: compile_error.
#if __has_include("/etc/shadow")
int main() { return 1; }
#else
#include "/etc/shadow"
#endif
