// Memory until the end, by many processes that come back. Expected: memory_limit.
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 20; i++)
        if (fork() == 0)
            for (;;) {
                char *block = malloc(1 << 20);
                if (block) memset(block, 1, 1 << 20);
            }
    while (wait(0) > 0) {}
    return 0;
}
