class Solution:
    def addFlows(self, mouth):
        places = [mouth] if mouth else []
        for place in places:
            for arm in (place.left, place.right):
                if arm:
                    places.append(arm)
                    place.val += arm.val
