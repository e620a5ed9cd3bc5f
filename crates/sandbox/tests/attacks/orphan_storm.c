// Makes orphans that end at once, as fast as it can, so that PID 1 has them all to reap. Expected: a CPU or wall limit.
#include <unistd.h>
int main(void) {
    for (;;) {
        if (fork() == 0) {
            for (;;) {
                if (fork() == 0) {
                    fork();
                    _exit(0);
                }
                if (fork() == 0) continue;
                _exit(0);
            }
        }
    }
}
