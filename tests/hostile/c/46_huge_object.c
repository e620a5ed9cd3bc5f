// A program of a gigabyte. Expected: compile_error.
char huge[1 << 30] = {1};
int main(void) {
    return huge[1];
}
