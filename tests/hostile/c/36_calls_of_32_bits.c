// A system call as programs of 32 bits make it. Expected: restricted.
int main(void) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L));
    return result > 0 ? 0 : 1;
}
