package main

func pairWithSum(numbers []int, target int) []int {
	seen := map[int]int{}
	for i, value := range numbers {
		if other, ok := seen[target-value]; ok {
			return []int{other, i}
		}
		seen[value] = i
	}
	return nil
}
