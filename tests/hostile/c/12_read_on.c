// Reads on where its input ends. Expected: ok.
#include <unistd.h>
int main(void) {
    char byte;
    for (int i = 0; i < 1000; i++)
        if (read(0, &byte, 1) != 0) return 1;
    return 0;
}
