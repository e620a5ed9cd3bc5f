// Files that are nothing but memory. Expected: memory_limit.
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static char block[1 << 16];
int main(void) {
    memset(block, 1, sizeof block);
    for (;;) {
        int file = memfd_create("f", 0);
        for (int i = 0; i < 128; i++)
            if (write(file, block, sizeof block) < 0) pause();
    }
}
