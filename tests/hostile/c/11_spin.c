// A loop without end. Expected: time_limit.
int main(void) {
    for (;;) {}
}
