// Puts traps where files are collected from. Expected: none of them comes out but `good`.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
static void write_file(const char *name, const char *text) {
    FILE *file = fopen(name, "w");
    fputs(text, file);
    fclose(file);
}
int main(void) {
    write_file("good", "good\n");
    chmod("good", 0);
    symlink("/etc/passwd", "symlink");
    symlink("good", "inner");
    mkfifo("fifo", 0600);
    mkdir("directory", 0700);
    mkdir("sub", 0700);
    symlink("/usr/bin", "sub/bin");
    int fd = open("sparse", O_CREAT | O_WRONLY, 0600);
    if (ftruncate(fd, 32 << 20)) return 1;
    write_file("A.class", "a");
    write_file("B$1.class", "b");
    write_file("C\n.class", "c");
    symlink("A.class", "D.class");
    return 0;
}
