class Solution:
    def turnCarousel(self, plates: List[int], steps: int) -> None:
        if plates:
            start = -steps % len(plates)
            plates[:] = plates[start:] + plates[:start]
