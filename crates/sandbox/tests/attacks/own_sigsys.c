// Kills itself with the signal that a filter would use. Expected: signalled, not restricted.
#include <signal.h>
int main(void) { return raise(SIGSYS); }
