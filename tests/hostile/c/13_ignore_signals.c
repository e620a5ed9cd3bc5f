// Ignores all that it can and spins. Expected: time_limit.
#include <signal.h>
int main(void) {
    for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
    for (;;) {}
}
