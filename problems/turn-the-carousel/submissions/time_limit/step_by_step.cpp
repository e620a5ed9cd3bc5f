class Solution {
public:
    void turnCarousel(vector<int>& plates, int steps) {
        int places = plates.size();
        if (places == 0) return;
        int front = (steps % places + places) % places;
        for (int step = 0; step < front; step++) {
            int last = plates.back();
            plates.pop_back();
            plates.insert(plates.begin(), last);
        }
    }
};
