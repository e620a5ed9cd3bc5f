// Has the compiler read /etc/shadow. Expected: compile_error.
#include "/etc/shadow"
int main(void) {
    return 0;
}
