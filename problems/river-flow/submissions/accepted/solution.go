package main

func addFlows(mouth *TreeNode) {
	places := []*TreeNode{}
	if mouth != nil {
		places = append(places, mouth)
	}
	for i := 0; i < len(places); i++ {
		for _, arm := range []*TreeNode{places[i].Left, places[i].Right} {
			if arm != nil {
				places = append(places, arm)
			}
		}
	}
	for i := len(places) - 1; i >= 0; i-- {
		for _, arm := range []*TreeNode{places[i].Left, places[i].Right} {
			if arm != nil {
				places[i].Val += arm.Val
			}
		}
	}
}
