class Solution:
    def turnCarousel(self, plates, steps):
        plates[:] = plates[-steps:] + plates[:-steps]
