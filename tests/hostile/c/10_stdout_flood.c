// Output without end on stdout. Expected: output_limit.
#include <string.h>
#include <unistd.h>
static char block[1 << 16];
int main(void) {
    memset(block, 'x', sizeof block);
    for (;;)
        if (write(1, block, sizeof block) < 0) return 1;
}
