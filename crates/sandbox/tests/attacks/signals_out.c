// Tries to kill PID 1 and its parent, and then everything it can see. Expected: exit 0, PID 1 lives.
#include <errno.h>
#include <signal.h>
#include <unistd.h>
int main(void) {
    if (kill(1, SIGKILL) == 0 || errno != EPERM) return 1;
    if (kill(getppid(), SIGKILL) == 0) return 2;
    if (kill(-1, SIGKILL) == 0) return 3;
    return 0;
}
