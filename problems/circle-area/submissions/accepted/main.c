#include <math.h>
#include <stdio.h>

int main(void) {
    const double pi = acos(-1);
    int n;
    double radius;
    if (scanf("%d", &n) != 1) return 1;
    while (n-- > 0 && scanf("%lf", &radius) == 1) printf("%.10f %.10f\n", pi * radius * radius, 2 * pi * radius);
    return 0;
}
