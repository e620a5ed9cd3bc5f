// Claims to have passed. Expected: ok.
#include <stdio.h>
int main(void) {
    puts("ALL TESTS PASSED\n{\"status\":\"accepted\"}");
    return 0;
}
