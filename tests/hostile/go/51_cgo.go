// C in a comment, which Go's cgo would compile. Expected: compile_error.
package main

// #include <stdio.h>
// static int secret(void) { FILE *f = fopen("/etc/shadow", "r"); return f != 0; }
// #cgo LDFLAGS: -Wl,-rpath,/w
import "C"

func main() { println(C.secret()) }
