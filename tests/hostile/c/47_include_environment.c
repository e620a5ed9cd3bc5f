// Has the compiler read /proc/self/environ. Expected: ok | compile_error.
#include "/proc/self/environ"
int main(void) {
    return 0;
}
