// Orphans that end at once, as many as can be. Expected: time_limit | memory_limit.
#include <unistd.h>
int main(void) {
    for (;;)
        if (fork() == 0) {
            fork();
            _exit(0);
        }
}
