class Solution:
    def turnsNeeded(self, shown: str, wanted: str) -> Optional[int]:
        if len(shown) != len(wanted):
            return None
        turns = (shown + shown).find(wanted)
        return turns if turns >= 0 else None
