// One file that fills the work directory. Expected: memory_limit.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
static char block[1 << 16];
int main(void) {
    memset(block, 1, sizeof block);
    int file = open("file", O_CREAT | O_WRONLY, 0600);
    while (write(file, block, sizeof block) > 0) {}
    for (;;) pause();
}
