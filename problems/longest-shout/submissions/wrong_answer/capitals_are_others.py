class Solution:
    def longestShout(self, message):
        return max(("".join(run) for letter, run in groupby(message) if letter != " "), key=len, default="")
