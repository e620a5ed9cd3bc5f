// Zombies that nobody waits for. Expected: ok.
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 50; i++)
        if (fork() == 0) _exit(0);
    return 0;
}
