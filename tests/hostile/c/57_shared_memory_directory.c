// Leaves a file where programs share memory. Expected: ok.
#include <fcntl.h>
#include <unistd.h>
int main(void) {
    // It is the work directory, which the next submission has another one of.
    return open("/dev/shm/left", O_CREAT | O_WRONLY, 0666) < 0 || access("/w/left", F_OK) != 0;
}
