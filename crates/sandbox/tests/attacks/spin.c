// Spins in four threads. Expected: CPU limit.
#include <pthread.h>
static void *spin(void *unused) { for (volatile long i = 0;; i++) {} return unused; }
int main(void) {
    pthread_t thread;
    for (int i = 0; i < 3; i++) pthread_create(&thread, NULL, spin, NULL);
    spin(NULL);
}
