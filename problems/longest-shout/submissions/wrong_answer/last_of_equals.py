class Solution:
    def longestShout(self, message):
        longest = ""
        for letter, run in groupby(message, str.lower):
            shout = "".join(run)
            if letter != " " and len(shout) >= len(longest):
                longest = shout
        return longest
