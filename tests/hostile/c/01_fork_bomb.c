// Fork bomb; what the kernel frees late of thousands of dead processes can fill the memory first. Expected: time_limit | memory_limit.
#include <unistd.h>
int main(void) {
    for (;;) fork();
}
