// A pipe without a writer where its output is taken from. Expected: ok.
#include <sys/stat.h>
int main(void) {
    return mkfifo("out", 0600);
}
