// Loops without end in many processes. Expected: time_limit.
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 30; i++)
        if (fork() == 0) break;
    for (;;) {}
}
