class Solution:
    def clearStreet(self, homes, ploughs):
        def enough(time):
            home = 0
            for plough in ploughs:
                if home == len(homes):
                    break
                left = max(0, plough - homes[home])
                if left > time:
                    return False
                home = bisect_right(homes, plough + max(0, time - 2 * left), home)
            return home == len(homes)

        return bisect_left(range(4_000_000_000), True, key=enough)
