// Starts threads until that fails. Expected: exit 0 with fewer than the limit.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *wait(void *unused) { pause(); return unused; }
int main(void) {
    int count = 0;
    pthread_t thread;
    while (pthread_create(&thread, NULL, wait, NULL) == 0) count++;
    printf("%d\n", count);
    fflush(stdout);
    _exit(0);
}
