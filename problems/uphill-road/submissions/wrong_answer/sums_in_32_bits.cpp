class Solution {
public:
    long long uphillRoad(vector<int>& heights) {
        priority_queue<int> bends;
        unsigned cost = 0;
        for (int height : heights) {
            bends.push(height);
            if (bends.top() > height) {
                cost += bends.top() - height;
                bends.pop();
                bends.push(height);
            }
        }
        return (int)cost;
    }
};
