class Solution:
    def phoneChain(self, leader: Optional[Node]) -> int:
        members = [leader]
        for member in members:
            members += member.children
        calls = [(0, 0)] * len(members)
        end = len(members)
        for i in range(len(members) - 1, -1, -1):
            start = end - len(members[i].children)
            rest = minute = 0
            for below, minutes in sorted(calls[start:end], reverse=True):
                minute += minutes
                rest = max(rest, minute + below)
            calls[i] = (rest, members[i].val)
            end = start
        return calls[0][0]
