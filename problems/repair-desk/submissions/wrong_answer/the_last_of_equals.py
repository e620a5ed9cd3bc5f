class RepairDesk:
    def __init__(self):
        self.things, self.brought = [], 0

    def bring(self, thing, urgency):
        self.brought += 1
        heappush(self.things, (-urgency, -self.brought, thing))

    def take(self):
        return heappop(self.things)[2] if self.things else None

    def waiting(self):
        return len(self.things)
