class Solution:
    def longestShout(self, message):
        longest = ""
        start = 0
        for i in range(1, len(message)):
            if message[i].lower() != message[start].lower():
                if message[start] != " " and i - start > len(longest):
                    longest = message[start:i]
                start = i
        return longest
