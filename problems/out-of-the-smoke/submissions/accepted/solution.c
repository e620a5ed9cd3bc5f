#include <limits.h>
#include <stdio.h>

enum { SIDE = 502, CELLS = SIDE * SIDE };

static char hall[CELLS];
static int smoke[CELLS], guest[CELLS], queue[CELLS];
static const int steps[] = {1, -1, SIDE, -SIDE};

/* Fills `reached` from all cells with `from`; a cell is entered only before the minute that `until` has of it. */
static void spread(char from, int *reached, const int *until) {
    int head = 0, tail = 0;
    for (int cell = 0; cell < CELLS; cell++) {
        reached[cell] = INT_MAX;
        if (hall[cell] == from) {
            reached[cell] = 0;
            queue[tail++] = cell;
        }
    }
    while (head < tail) {
        int cell = queue[head++], minute = reached[cell] + 1;
        for (int i = 0; i < 4; i++) {
            int next = cell + steps[i];
            if (hall[next] == '#' || reached[next] != INT_MAX || (until && minute >= until[next])) continue;
            reached[next] = minute;
            queue[tail++] = next;
        }
    }
}

int main(void) {
    int rows, columns, best = INT_MAX;
    if (scanf("%d %d", &rows, &columns) != 2) return 1;
    for (int cell = 0; cell < CELLS; cell++) hall[cell] = '#';
    for (int row = 1; row <= rows; row++)
        for (int column = 1; column <= columns; column++) scanf(" %c", &hall[row * SIDE + column]);
    spread('S', smoke, NULL);
    spread('G', guest, smoke);
    for (int cell = 0; cell < CELLS; cell++)
        if (hall[cell] == 'D' && guest[cell] < best) best = guest[cell];
    if (best == INT_MAX) puts("trapped");
    else printf("%d\n", best);
    return 0;
}
