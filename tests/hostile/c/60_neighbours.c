// Leaves marks where a neighbour could find them and looks for the neighbour's. Expected: ok.
// Run in two slots at one time it must find nobody either.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
static int found;
static void look_for_marks(const char *place, const char *own) {
    DIR *directory = opendir(place);
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (!strncmp(entry->d_name, "mark-", 5) && strcmp(entry->d_name, own)) found = printf("%s/%s\n", place, entry->d_name);
    if (directory) closedir(directory);
}
static void look_for_processes(void) {
    DIR *directory = opendir("/proc");
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (atoi(entry->d_name) > 0 && atoi(entry->d_name) != getpid()) found = printf("process %s\n", entry->d_name);
    if (directory) closedir(directory);
    for (int pid = 2; pid < 1000; pid++)
        if (pid != getpid() && (kill(pid, 0) == 0 || errno != ESRCH)) found = printf("process %d\n", pid);
}
int main(void) {
    char own[32], path[64];
    const char *places[] = {"/tmp", "/dev/shm", "/w"};
    snprintf(own, sizeof own, "mark-%d", (int)getuid());
    int shared = open("/usr", O_RDONLY | O_DIRECTORY);
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        for (int i = 0; i < 3; i++) {
            snprintf(path, sizeof path, "%s/%s", places[i], own);
            close(open(path, O_CREAT | O_WRONLY, 0666));
            look_for_marks(places[i], own);
        }
        look_for_processes();
        if (flock(shared, LOCK_EX | LOCK_NB) == 0 || errno != ENOLCK) found = printf("lock\n");
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (!found && (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < 500);
    return found != 0;
}
