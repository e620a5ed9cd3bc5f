// A link to a host file where its output is taken from. Expected: ok.
#include <unistd.h>
int main(void) {
    return symlink("/etc/passwd", "out");
}
