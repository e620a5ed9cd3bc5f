class RepairDesk:
    def __init__(self):
        self.things = []

    def bring(self, thing, urgency):
        heappush(self.things, (-urgency, thing))

    def take(self):
        return heappop(self.things)[1] if self.things else None

    def waiting(self):
        return len(self.things)
