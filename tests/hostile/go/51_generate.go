// Directives that other tools would obey. Expected: ok.
//go:generate sh -c "touch /w/generated"
package main

import "os"

func main() {
	if _, err := os.Stat("/w/generated"); err == nil {
		os.Exit(1)
	}
}
