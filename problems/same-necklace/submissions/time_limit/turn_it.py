class Solution:
    def turnsNeeded(self, shown, wanted):
        for turns in range(len(shown)):
            if shown == wanted:
                return turns
            shown = shown[1:] + shown[0]
        return None
