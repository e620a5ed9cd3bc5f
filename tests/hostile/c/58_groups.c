// Uses a group that it was left with. Expected: ok.
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>
int main(void) {
    gid_t real, effective, saved;
    getresgid(&real, &effective, &saved);
    int groups = getgroups(0, NULL), bad = groups != 0 || real < 1000 || real != effective || real != saved;
    if (bad) printf("%d groups, %u %u %u\n", groups, real, effective, saved);
    return bad;
}
