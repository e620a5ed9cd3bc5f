// Forks until it cannot, in every process. Expected: a CPU, wall or memory limit, and nothing left.
#include <unistd.h>
int main(void) {
    for (;;) fork();
}
