class Solution:
    def turnsNeeded(self, shown, wanted):
        if len(shown) != len(wanted):
            return None
        turns = (shown + shown)[:-1].rfind(wanted)
        return turns if turns >= 0 else None
