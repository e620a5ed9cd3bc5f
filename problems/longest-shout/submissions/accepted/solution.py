class Solution:
    def longestShout(self, message: str) -> str:
        shouts = ("".join(run) for letter, run in groupby(message, str.lower) if letter != " ")
        return max(shouts, key=len, default="")
