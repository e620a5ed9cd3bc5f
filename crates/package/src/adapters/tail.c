/* `main` itself is called, before its time, and not renamed: of `main` alone may the last `return` be left out. */
#ifdef __cplusplus
static const int gavel_ended = gavel_run((gavel_main)&main);
#else
__attribute__((constructor)) static void gavel_start(void) { gavel_run((gavel_main)main); }
#endif
