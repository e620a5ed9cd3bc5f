// Takes memory without end. Expected: memory_limit | runtime_error.
package main

func main() {
	var kept [][]byte
	for {
		block := make([]byte, 8<<20)
		for i := range block {
			block[i] = 1
		}
		kept = append(kept, block)
	}
}
