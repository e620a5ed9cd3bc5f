class RepairDesk:
    def __init__(self):
        self.things = []
        self.brought = 0

    def bring(self, thing: str, urgency: int) -> None:
        heappush(self.things, (-urgency, self.brought, thing))
        self.brought += 1

    def take(self) -> Optional[str]:
        if not self.things:
            return None
        return heappop(self.things)[2]

    def waiting(self) -> int:
        return len(self.things)
