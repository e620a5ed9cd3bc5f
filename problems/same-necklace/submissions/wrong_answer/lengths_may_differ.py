class Solution:
    def turnsNeeded(self, shown, wanted):
        turns = (shown + shown).find(wanted)
        return turns if turns >= 0 else None
