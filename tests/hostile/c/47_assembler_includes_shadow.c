// Has the assembler put a host file into the program. Expected: compile_error.
__asm__(".section .rodata\nsecret: .incbin \"/etc/shadow\"\n.text");
int main(void) {
    return 0;
}
