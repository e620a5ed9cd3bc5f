// Fork bomb. Expected: time_limit.
#include <unistd.h>
int main(void) {
    for (;;) fork();
}
