package main

func loneSock(socks []byte) byte {
	counts := map[byte]int{}
	for _, kind := range socks {
		counts[kind]++
	}
	for _, kind := range socks {
		if counts[kind]%2 == 1 {
			return kind
		}
	}
	return '-'
}
