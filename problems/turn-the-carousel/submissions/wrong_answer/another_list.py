class Solution:
    def turnCarousel(self, plates, steps):
        if plates:
            start = -steps % len(plates)
            plates = plates[start:] + plates[:start]
