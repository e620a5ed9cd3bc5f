class Solution {
public:
    vector<int> pairWithSum(vector<int>& numbers, int target) {
        for (int i = 0; i < (int)numbers.size(); i++)
            for (int j = 0; j < i; j++)
                if (numbers[i] == (long long)target - numbers[j]) return {j, i};
        return {};
    }
};
