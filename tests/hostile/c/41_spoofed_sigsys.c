// Sends itself the signal that a filter would. Expected: runtime_error.
#include <signal.h>
int main(void) {
    return raise(SIGSYS);
}
