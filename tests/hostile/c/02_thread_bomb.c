// Threads until there can be no more. Expected: ok.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *wait_forever(void *nothing) {
    (void)nothing;
    for (;;) pause();
}
int main(void) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 1 << 16);
    pthread_t thread;
    int threads = 1;
    while (threads < 10000 && pthread_create(&thread, &small, wait_forever, 0) == 0) threads++;
    if (threads > 64) printf("%d threads\n", threads);
    return threads > 64;
}
