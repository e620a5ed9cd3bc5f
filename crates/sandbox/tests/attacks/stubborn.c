// Ignores what can be ignored and stops itself. Expected: wall limit.
#include <signal.h>
#include <unistd.h>
int main(void) {
    for (int signal_number = 1; signal_number < 65; signal_number++) signal(signal_number, SIG_IGN);
    kill(getpid(), SIGSTOP);
    for (;;) pause();
}
