class Solution:
    def clearStreet(self, homes: List[int], ploughs: List[int]) -> int:
        def enough(time):
            home = 0
            for plough in ploughs:
                left = plough - homes[home]
                if left > time:
                    return False
                if left < 0:
                    left = 0
                reach = plough + max(time - 2 * left, (time - left) // 2)
                if homes[home] <= reach:
                    home = bisect_right(homes, reach, home)
                    if home == len(homes):
                        return True
            return False

        return bisect_left(range(3_000_000_000), True, key=enough)
