class Solution:
    def countTours(self, stalls, most):
        dishes = set()
        tours = start = 0
        for end, dish in enumerate(stalls):
            dishes.add(dish)
            if len(dishes) > most:
                dishes = {dish} if most > 0 else set()
                start = end if most > 0 else end + 1
            tours += end - start + 1
        return tours
