#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    long long x, y;
} Post;

static int by_position(const void *a, const void *b) {
    const Post *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    return (p->y > q->y) - (p->y < q->y);
}

static int turns_left(Post a, Post b, Post c) {
    return (b.x - a.x) * (c.y - b.y) > (b.y - a.y) * (c.x - b.x);
}

/* The length of one side of the hull, from the first post to the last. */
static double side(const Post *posts, int n, Post *hull) {
    int size = 0;
    for (int i = 0; i < n; i++) {
        while (size >= 2 && !turns_left(hull[size - 2], hull[size - 1], posts[i])) size--;
        hull[size++] = posts[i];
    }
    double length = 0;
    for (int i = 1; i < size; i++) length += hypot(hull[i].x - hull[i - 1].x, hull[i].y - hull[i - 1].y);
    return length;
}

int main(void) {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    Post *posts = malloc(n * sizeof(Post)), *hull = malloc(n * sizeof(Post));
    for (int i = 0; i < n; i++) scanf("%lld %lld", &posts[i].x, &posts[i].y);
    qsort(posts, n, sizeof(Post), by_position);
    double length = side(posts, n, hull);
    for (int i = 0; i < n / 2; i++) {
        Post post = posts[i];
        posts[i] = posts[n - 1 - i];
        posts[n - 1 - i] = post;
    }
    printf("%.9f\n", length + side(posts, n, hull));
    free(posts);
    free(hull);
    return 0;
}
