// Leaves a daemon that works on. Expected: ok.
#include <unistd.h>
int main(void) {
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;) {}
    }
    return 0;
}
