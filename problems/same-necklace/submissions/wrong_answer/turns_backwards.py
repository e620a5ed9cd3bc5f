class Solution:
    def turnsNeeded(self, shown, wanted):
        if len(shown) != len(wanted):
            return None
        turns = (wanted + wanted).find(shown)
        return turns if turns >= 0 else None
