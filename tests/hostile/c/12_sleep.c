// Sleeps without end. Expected: time_limit.
#include <unistd.h>
int main(void) {
    for (;;) pause();
}
