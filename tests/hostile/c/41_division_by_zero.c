// Divides by zero. Expected: runtime_error.
int main(void) {
    volatile int number = 7, zero = 0;
    return number / zero;
}
