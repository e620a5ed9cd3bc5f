// Files without content until there can be no more. Expected: ok.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
    char name[32];
    int made = 0;
    for (; made < 100000; made++) {
        snprintf(name, sizeof name, "f%d", made);
        int file = open(name, O_CREAT | O_WRONLY, 0600);
        if (file < 0) break;
        close(file);
    }
    if (errno != ENOSPC || made > 4096) printf("%d files, then %d\n", made, errno);
    return errno != ENOSPC || made > 4096;
}
