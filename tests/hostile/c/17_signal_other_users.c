// Looks for anybody that it could signal. Expected: ok.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
    int found = 0;
    for (int pid = 2; pid < 70000; pid++)
        if (pid != getpid() && (kill(pid, 0) == 0 || errno != ESRCH)) found = printf("%d: %d\n", pid, errno);
    return found != 0;
}
