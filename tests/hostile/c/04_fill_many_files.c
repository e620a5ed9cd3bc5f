// Many files that fill the work directory. Expected: memory_limit.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static char block[1 << 16];
int main(void) {
    char name[32];
    memset(block, 1, sizeof block);
    for (int i = 0;; i++) {
        snprintf(name, sizeof name, "f%d", i);
        int file = open(name, O_CREAT | O_WRONLY, 0600);
        for (int j = 0; j < 16; j++)
            if (write(file, block, sizeof block) < 0) pause();
        close(file);
    }
}
