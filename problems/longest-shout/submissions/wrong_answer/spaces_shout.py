class Solution:
    def longestShout(self, message):
        return max(("".join(run) for _, run in groupby(message, str.lower)), key=len, default="")
