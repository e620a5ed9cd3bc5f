// A directory where its output is taken from. Expected: ok.
#include <sys/stat.h>
int main(void) {
    return mkdir("out", 0700);
}
