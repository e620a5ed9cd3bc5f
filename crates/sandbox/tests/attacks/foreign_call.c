// Makes a system call of the 32-bit interface. Expected: restricted.
int main(void) {
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
    return result == 0;
}
