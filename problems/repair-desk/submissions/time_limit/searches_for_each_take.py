class RepairDesk:
    def __init__(self):
        self.things = []

    def bring(self, thing, urgency):
        self.things.append((urgency, thing))

    def take(self):
        if not self.things:
            return None
        urgencies = [urgency for urgency, _ in self.things]
        return self.things.pop(urgencies.index(max(urgencies)))[1]

    def waiting(self):
        return len(self.things)
