// Loops without end on many goroutines. Expected: time_limit.
package main

func main() {
	for i := 0; i < 1000; i++ {
		go func() {
			for {
			}
		}()
	}
	select {}
}
