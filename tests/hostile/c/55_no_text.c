// Output that is no text. Expected: ok.
#include <unistd.h>
int main(void) {
    for (int byte = 0; byte < 256; byte++) write(1, &byte, 1);
    return 0;
}
