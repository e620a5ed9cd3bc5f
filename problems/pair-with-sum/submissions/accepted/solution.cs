using System.Collections.Generic;

public class Solution {
    public int[] PairWithSum(int[] numbers, int target) {
        var seen = new Dictionary<int, int>();
        for (int i = 0; i < numbers.Length; i++) {
            int other;
            if (seen.TryGetValue(target - numbers[i], out other)) return new[] { other, i };
            seen[numbers[i]] = i;
        }
        return new int[0];
    }
}
