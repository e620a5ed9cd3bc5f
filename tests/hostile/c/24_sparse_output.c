// A file of many megabytes without content where its output is taken from. Expected: ok.
#include <fcntl.h>
#include <unistd.h>
int main(void) {
    int file = open("out", O_CREAT | O_WRONLY, 0600);
    return ftruncate(file, 100L << 20) != 0;
}
