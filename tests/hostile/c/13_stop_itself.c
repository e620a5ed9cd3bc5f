// Stops itself. Expected: time_limit.
#include <signal.h>
#include <unistd.h>
int main(void) {
    for (;;) kill(getpid(), SIGSTOP);
}
