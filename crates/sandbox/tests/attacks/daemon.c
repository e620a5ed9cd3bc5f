// Leaves a daemon that holds the output and writes on. Expected: exit 0 at once, and the daemon dies.
#include <stdio.h>
#include <unistd.h>
int main(void) {
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;) { if (write(1, "daemon\n", 7) < 0) pause(); usleep(1000); }
        _exit(0);
    }
    puts("main");
    fflush(stdout);
    return 0;
}
