// Kills itself as the memory killer would. Expected: runtime_error.
#include <signal.h>
#include <unistd.h>
int main(void) {
    return kill(getpid(), SIGKILL);
}
