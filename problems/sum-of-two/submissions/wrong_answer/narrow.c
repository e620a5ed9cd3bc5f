#include <stdint.h>
#include <stdio.h>

/* Right for the samples, wrong where the sum needs more than 32 bits. */
int main(void) {
    long long a, b;
    if (scanf("%lld %lld", &a, &b) != 2) return 1;
    printf("%d\n", (int32_t)(uint32_t)(a + b));
    return 0;
}
