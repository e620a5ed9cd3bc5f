// Has the compiler read /dev/urandom. Expected: compile_error.
#include "/dev/urandom"
int main(void) {
    return 0;
}
