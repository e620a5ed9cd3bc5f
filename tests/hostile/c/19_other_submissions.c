// Looks for tests, answers and other submissions. Expected: ok.
#include <dirent.h>
#include <stdio.h>
#include <string.h>
static int strange;
static void only(const char *place, const char *allowed) {
    DIR *directory = opendir(place);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        char name[300];
        snprintf(name, sizeof name, " %s ", entry->d_name);
        if (!strstr(allowed, name)) strange = printf("%s/%s\n", place, entry->d_name);
    }
}
int main(void) {
    only("/", " . .. bin dev etc lib lib64 opt proc sbin tmp usr w ");
    only("/w", " . .. main ");
    only("/tmp", " . .. main ");
    only("/dev/shm", " . .. main ");
    return strange != 0;
}
