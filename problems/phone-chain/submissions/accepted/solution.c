#include <stdlib.h>

struct Call {
    long long minutes, rest;
};

static int byRest(const void* a, const void* b) {
    long long x = ((const struct Call*)a)->rest, y = ((const struct Call*)b)->rest;
    return (x < y) - (x > y);
}

long long phoneChain(struct Node* leader) {
    int room = 64, count = 1;
    struct Node** members = malloc(room * sizeof *members);
    members[0] = leader;
    for (int i = 0; i < count; i++) {
        while (count + members[i]->numChildren > room) members = realloc(members, (room *= 2) * sizeof *members);
        for (int j = 0; j < members[i]->numChildren; j++) members[count++] = members[i]->children[j];
    }
    struct Call* calls = malloc(count * sizeof *calls);
    for (int i = count - 1, end = count; i >= 0; i--) {
        int children = members[i]->numChildren;
        end -= children;
        qsort(calls + end, children, sizeof *calls, byRest);
        long long rest = 0, minute = 0;
        for (int j = end; j < end + children; j++) {
            minute += calls[j].minutes;
            if (minute + calls[j].rest > rest) rest = minute + calls[j].rest;
        }
        calls[i] = (struct Call){members[i]->val, rest};
    }
    long long everyone = calls[0].rest;
    free(members);
    free(calls);
    return everyone;
}
