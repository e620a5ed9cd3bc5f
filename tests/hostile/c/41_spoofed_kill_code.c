// Exits with the code that shells give a killed program. Expected: runtime_error.
int main(void) {
    return 137;
}
