// A billion empty lines. Expected: output_limit.
#include <string.h>
#include <unistd.h>
static char block[1 << 16];
int main(void) {
    memset(block, '\n', sizeof block);
    for (int i = 0; i < 1000000000 / (1 << 16); i++)
        if (write(1, block, sizeof block) < 0) return 1;
    return 0;
}
