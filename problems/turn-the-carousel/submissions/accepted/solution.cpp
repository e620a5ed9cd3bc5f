class Solution {
public:
    void turnCarousel(vector<int>& plates, int steps) {
        int places = plates.size();
        if (places == 0) return;
        int front = (steps % places + places) % places;
        rotate(plates.begin(), plates.end() - front, plates.end());
    }
};
