// Reaches into the runtime by the linker. Expected: ok | compile_error | runtime_error.
package main

import _ "unsafe"

//go:linkname exit os.runtime_beforeExit
func exit(code int)

func main() { exit(0) }
