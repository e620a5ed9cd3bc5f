// Aborts. Expected: runtime_error.
#include <stdlib.h>
int main(void) {
    abort();
}
