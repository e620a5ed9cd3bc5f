class Solution:
    def phoneChain(self, leader):
        members = [leader]
        for member in members:
            members += member.children
        rests = {}
        for member in reversed(members):
            rest = minute = 0
            for child in sorted(member.children, key=lambda child: (child.val, rests[child])):
                minute += child.val
                rest = max(rest, minute + rests[child])
            rests[member] = rest
        return rests[leader]
