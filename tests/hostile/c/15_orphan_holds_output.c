// An orphan that holds the output. Expected: ok.
#include <unistd.h>
int main(void) {
    if (fork() == 0)
        for (;;) pause();
    return 0;
}
