#include <stdio.h>
#include <stdlib.h>

typedef long long Number;

typedef struct {
    Number slope, start;
} Line;

static Number at(Line line, Number x) {
    return line.slope * x + line.start;
}

/* Slopes fall from a to c: whether b is nowhere below both others. */
static int useless(Line a, Line b, Line c) {
    return (c.start - a.start) * (a.slope - b.slope) <= (b.start - a.start) * (a.slope - c.slope);
}

int main(void) {
    int n;
    Number length, x = 0, fee = 0, best = 0;
    if (scanf("%d %lld", &n, &length) != 2) return 1;
    Line *lines = malloc((n + 1) * sizeof(Line));
    int head = 0, tail = 0;
    for (int i = 0; i <= n; i++) {
        Line line = {-2 * x, best + x * x};
        while (tail - head >= 2 && useless(lines[tail - 2], lines[tail - 1], line)) tail--;
        lines[tail++] = line;
        if (i < n) scanf("%lld %lld", &x, &fee);
        else x = length, fee = 0;
        while (tail - head >= 2 && at(lines[head + 1], x) <= at(lines[head], x)) head++;
        best = at(lines[head], x) + x * x + fee;
    }
    printf("%lld\n", best);
    free(lines);
    return 0;
}
