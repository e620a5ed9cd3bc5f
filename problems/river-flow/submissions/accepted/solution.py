class Solution:
    def addFlows(self, mouth: Optional[TreeNode]) -> None:
        places = [mouth] if mouth else []
        for place in places:
            places += [arm for arm in (place.left, place.right) if arm]
        for place in reversed(places):
            for arm in (place.left, place.right):
                if arm:
                    place.val += arm.val
