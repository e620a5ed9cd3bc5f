// Tries to change its own program, for whoever sends the same source. Expected: ok.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int opened = 0;
    const char *names[] = {"/w/main", "/proc/self/exe", argv[0]};
    for (int i = 0; i < argc + 2; i++) {
        if (open(names[i], O_WRONLY) >= 0) {
            printf("writes %s\n", names[i]);
            opened = 1;
        }
        if (chmod(names[i], 0777) == 0 || truncate(names[i], 0) == 0) {
            printf("changes %s\n", names[i]);
            opened = 1;
        }
    }
    return opened;
}
