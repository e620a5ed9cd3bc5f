// A tree as deep and as oddly named as can be. Expected: ok.
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
    char name[256];
    memset(name, 'x', 255);
    name[255] = 0;
    const char *odd[] = {"line\nbreak", "\xff\xfe", " ", "-rf", "...", "*", "\x1b[2J", name};
    for (int i = 0; i < 8; i++) close(open(odd[i], O_CREAT | O_WRONLY, 0));
    name[0] = 'd';
    for (int i = 0; i < 3000; i++)
        if (mkdir(name, 0700) || chdir(name)) return 1;
    return chmod(".", 0) != 0;
}
