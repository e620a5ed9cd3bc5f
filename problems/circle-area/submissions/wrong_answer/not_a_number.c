#include <math.h>
#include <stdio.h>

int main(void) {
    for (int i = 0; i < 1000; i++) printf("%f %f\n", (double)NAN, (double)INFINITY);
    return 0;
}
