// Has the compiler put a host file into the program. Expected: compile_error.
package main

import _ "embed"

//go:embed /etc/shadow
var secret string

func main() { println(secret) }
