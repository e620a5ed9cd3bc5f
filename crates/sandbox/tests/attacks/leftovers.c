// First run: leaves all that it can for the next one. Second run: exits 0 only if it finds nothing.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int count, char **arguments) {
    if (count > 1) return access("/w/left", F_OK) == 0 || access("/tmp/left", F_OK) == 0 || access("/dev/shm/left", F_OK) == 0;
    if (access("/w/left", F_OK) == 0) return 9;
    close(open("/w/left", O_CREAT | O_WRONLY, 0));
    mkfifo("/w/pipe", 0);
    symlink("/usr", "/w/link");
    close(open("/w/line\nbreak", O_CREAT | O_WRONLY, 0600));
    for (int i = 0; i < 200; i++) {
        mkdir("deep", 0700);
        if (chdir("deep")) break;
        close(open("file", O_CREAT | O_WRONLY, 0));
    }
    chmod(".", 0);
    if (fork() == 0) {
        setsid();
        for (;;) { int fd = open("/w/left", O_CREAT | O_WRONLY, 0600); if (fd >= 0) close(fd); }
    }
    return arguments[0] == NULL;
}
